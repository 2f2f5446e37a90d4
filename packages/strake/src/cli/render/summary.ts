import { shortDigest } from '@strake/core';
import type { BuildResult, BuiltImage } from '../../build-result.ts';
import type { WrittenOutput } from '../../output/output.ts';
import type { Terminal } from '../terminal.ts';
import { formatSize } from './size.ts';
import { visible } from './visible.ts';

/** Behind a layer that nobody has unpacked, whose size is that of what came. */
const PACKED = ' (packed)';

/** What was built: layers with what they take unpacked, digest, where it was written. */
export function buildSummary(result: BuildResult, terminal: Terminal): string {
  const images = result.images.map((image) => imageSummary(image, terminal));
  const outputs = result.outputs.map((output) => outputLine(output, terminal));
  const names = result.names.map((name) => `  ${terminal.style('dim', 'name')}     ${name}`);
  const lines = [...images, ...names, ...outputs.filter((line) => line !== '')];
  return `\n${lines.join('\n')}\n`;
}

function imageSummary(image: BuiltImage, terminal: Terminal): string {
  const { os, architecture, variant } = image.platform;
  const platform = [os, architecture, variant].filter((part) => part !== undefined).join('/');
  const lines = image.layers.map(({ diffId, size, packedSize, createdBy }) => {
    const bytes = size ?? packedSize;
    const isPacked = size === undefined && bytes !== undefined;
    const what = visible(createdBy || 'base image').replaceAll('\n', ' ');
    const room = Math.max(20, terminal.columns() - 28) - (isPacked ? PACKED.length : 0);
    const shown = bytes === undefined ? '-' : formatSize(bytes);
    return `  ${shortDigest(diffId)} ${shown.padStart(9)}  ${what.length > room ? `${what.slice(0, room - 1)}…` : what}${isPacked ? PACKED : ''}`;
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
