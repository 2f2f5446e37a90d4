import { counted } from '@strake/core';
import type { Instruction } from '@strake/parser';
import type { CodeLens } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import type { Sources, StepMeasure } from '../sources/sources.ts';
import { stageLabel } from './stage-text.ts';

/** The command that a client runs to build a stage, with the file's URI and the stage's name or index. */
export const BUILD_STAGE = 'strake.buildStage';

/** Above each stage a way to build it; above instructions what the last build measured. */
export async function codeLenses(
  state: DocumentState,
  sources: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly CodeLens[]> {
  const builds = state.model.stages.map((stage): CodeLens => {
    const label = stageLabel(stage);
    const title = stage.name === undefined ? `▶ Build stage ${label}` : `▶ Build ${label}`;
    const target = stage.name === undefined ? label : stage.name;
    return {
      range: state.places.rangeOf(stage.from.keyword),
      command: { title, command: BUILD_STAGE, arguments: [state.uri, target] },
    };
  });
  const steps = (await sources.builds?.steps(state.uri, state.parse, signal)) ?? [];
  return [...builds, ...stepLenses(state, steps)];
}

/** What the last build measured of an instruction. */
export function measureText({ seconds, layerBytes, cached }: StepMeasure): string {
  const parts = [
    layerBytes === undefined ? undefined : sizeText(layerBytes),
    seconds === undefined ? undefined : `${seconds.toFixed(1)} s`,
    cached === true ? 'cached' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Of each instruction that was measured, and of a stage the sum of its layers. */
function stepLenses({ model, places }: DocumentState, steps: readonly StepMeasure[]): readonly CodeLens[] {
  const byLine = new Map(steps.map((step) => [step.line, step]));
  const lens = ({ keyword }: Instruction, title: string): CodeLens => ({
    range: places.rangeOf(keyword),
    command: { title, command: '' },
  });
  return model.stages.flatMap(({ from, instructions }) => {
    const measured = instructions.flatMap((node) => {
      const step = byLine.get(node.startLine);
      return step === undefined ? [] : [{ node, step }];
    });
    const sizes = measured.flatMap(({ step: { layerBytes } }) => (layerBytes === undefined ? [] : [layerBytes]));
    const sum = sizes.reduce((before, size) => before + size, 0);
    const single = measured.filter(({ node, step }) => node !== from && measureText(step) !== '');
    return [
      ...(sizes.length === 0 ? [] : [lens(from, `${sizeText(sum)} in ${counted(sizes.length, 'layer')}`)]),
      ...single.map(({ node, step }) => lens(node, measureText(step))),
    ];
  });
}

/** Bytes for people. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit] ?? ''}`;
}
