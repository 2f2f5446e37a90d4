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
  const steps = (await sources.builds?.steps(state.uri, signal)) ?? [];
  return [...builds, ...steps.flatMap((step) => stepLens(state, step))];
}

/** What the last build measured of the instruction that starts on a line, if that still has the same text. */
export function measureText({ seconds, layerBytes, isCached }: StepMeasure): string {
  const parts = [
    layerBytes === undefined ? undefined : sizeText(layerBytes),
    seconds === undefined ? undefined : `${seconds.toFixed(1)} s`,
    isCached === true ? 'cached' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function stepLens(state: DocumentState, step: StepMeasure): readonly CodeLens[] {
  const node = state.parse.ast.instructions.find(({ startLine }) => startLine === step.line);
  const title = measureText(step);
  if (node === undefined || node.text !== step.text || title === '') return [];
  return [{ range: state.places.rangeOf(node.keyword), command: { title, command: '' } }];
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
