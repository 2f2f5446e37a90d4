import type { Diagnostic } from '@strake/core';
import { plan } from '@strake/planner';
import type { DocumentState } from '../../document/document-state.ts';

const BUILD_PLATFORM = { os: 'linux', architecture: 'amd64' };

/**
 * What a build of the file would refuse before it looks at any image: cycles of stages, mounts that make no sense once
 * their variables are known. Silent about files with errors, and about stages whose image only `--build-arg` gives.
 */
export function planProblems({ parse, model }: DocumentState): readonly Diagnostic[] {
  if (model.stages.length === 0 || parse.diagnostics.some(({ severity }) => severity === 'error')) return [];
  const dependsOnCaller = model.variables.uses.some(
    ({ variable, inShell }) => !inShell && variable?.place !== undefined && variable.value === undefined,
  );
  if (dependsOnCaller) return [];
  const step = plan(parse, { buildPlatform: BUILD_PLATFORM, images: () => undefined });
  return step.status === 'invalid' ? step.diagnostics : [];
}
