import type { Diagnostic } from '@strake/core';
import { planDiagnostics, type ResolvedImage } from '@strake/planner';
import type { DocumentState } from '../../document/document-state.ts';

const BUILD_PLATFORM = { os: 'linux', architecture: 'amd64' };

/** Stands for every image: nothing is known of any, so nothing is said that depends on one. */
const ANY_IMAGE: ResolvedImage = {
  manifest: `sha256:${'0'.repeat(64)}`,
  config: { ...BUILD_PLATFORM, rootfs: { type: 'layers', diff_ids: [] } },
};

/**
 * What a build of the file would refuse whatever its images are: cycles of stages, mounts that make no sense once
 * their variables are known. Silent about files with errors, and about stages whose image only `--build-arg` gives.
 */
export function planProblems({ parse, model }: DocumentState): readonly Diagnostic[] {
  if (model.stages.length === 0 || parse.diagnostics.some(({ severity }) => severity === 'error')) return [];
  const dependsOnCaller = model.variables.uses.some(
    ({ variable, inShell }) => !inShell && variable?.place !== undefined && variable.value === undefined,
  );
  if (dependsOnCaller) return [];
  const found = planDiagnostics(parse, { buildPlatform: BUILD_PLATFORM, images: () => ANY_IMAGE });
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [];
  // The base image may set what the file does not.
  const unknown = model.variables.uses.filter(({ variable, inShell }) => variable === undefined && !inShell);
  return errors.filter(
    ({ range }) => !unknown.some(({ start, end }) => range.start.offset <= start && end <= range.end.offset),
  );
}
