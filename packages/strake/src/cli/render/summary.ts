import { shortDigest } from '@strake/core';
import type { BuildResult, BuiltImage } from '../../build-result.ts';
import type { WrittenOutput } from '../../output/output.ts';
import type { Terminal } from '../terminal.ts';
import { formatSize } from './size.ts';
import { visible } from './visible.ts';

/** What was built: layers with sizes, digest, where it was written. */
export function buildSummary(result: BuildResult, terminal: Terminal): string {
  const images = result.images.map((image, i) => imageSummary(image, result, i, terminal));
  const outputs = result.outputs.map((output) => outputLine(output, terminal));
  const names = result.names.map((name) => `  ${terminal.style('dim', 'name')}     ${name}`);
  const lines = [...images, ...names, ...outputs.filter((line) => line !== '')];
  return `\n${lines.join('\n')}\n`;
}

function imageSummary(image: BuiltImage, result: BuildResult, index: number, terminal: Terminal): string {
  const { os, architecture, variant } = image.platform;
  const platform = [os, architecture, variant].filter((part) => part !== undefined).join('/');
  const packed = result.outputs.find(({ layers }) => layers)?.layers?.[index];
  const lines = image.layers.map((layer, i) => {
    const size = formatSize(packed?.[i]?.size ?? layer.size ?? layer.packedSize ?? 0).padStart(9);
    const what = visible(layer.createdBy || 'base image').replaceAll('\n', ' ');
    return `  ${shortDigest(layer.diffId)} ${size}  ${what.slice(0, Math.max(20, terminal.columns() - 28))}`;
  });
  const title = `${terminal.style('bold', 'image')} ${image.id} ${terminal.style('dim', platform)}`;
  return [title, ...lines].join('\n');
}

function outputLine(
  { type, manifest, dest, size, names = [], pushed = [] }: WrittenOutput,
  terminal: Terminal,
): string {
  const isKept = type === 'image' && names.length > 0 && pushed.length === 0;
  const bytes = size === undefined ? '' : ` ${terminal.style('dim', `(${formatSize(size)})`)}`;
  const line = (what: string, text: string): string => `  ${terminal.style('dim', what.padEnd(8))} ${text}`;
  return [
    ...(manifest ? [line('digest', manifest.digest)] : []),
    ...(dest === undefined ? [] : [line('written', `${dest}${bytes}`)]),
    ...(isKept ? [line('kept', "in Strake's own store: strake images, strake save")] : []),
    ...pushed.map((place) => line('pushed', place)),
  ].join('\n');
}
