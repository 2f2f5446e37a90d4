import type { Diagnostic } from '@strake/core';
import { parseReference } from '@strake/oci/model';
import type { ParseResult } from '@strake/parser';
import type { PlanOptions } from '../plan-step.ts';
import { START } from './epoch.ts';

/** Frontends whose language is the built-in one. */
const BUILT_IN: ReadonlySet<string> = new Set(['docker/dockerfile', 'docker/dockerfile-upstream']);

/** Warns of a frontend that is an image of its own: its code is never run. */
export function syntaxWarning({ ast, lines }: ParseResult, { args }: PlanOptions): readonly Diagnostic[] {
  const given = args && Object.hasOwn(args, 'BUILDKIT_SYNTAX') ? args['BUILDKIT_SYNTAX'] : undefined;
  const directive = ast.directives.find(({ name }) => name === 'syntax');
  const [frontend = ''] = (given ?? directive?.value ?? '').trim().split(/\s+/);
  if (frontend === '' || isBuiltIn(frontend)) return [];
  return [
    {
      code: 'external-frontend',
      severity: 'warning',
      message: `frontend ${frontend} is not used: the file is read as a plain Dockerfile`,
      range: lines.rangeOf(given === undefined && directive ? directive : START),
      hint: 'write # syntax=docker/dockerfile:1, or drop the line',
    },
  ];
}

function isBuiltIn(frontend: string): boolean {
  if (frontend === 'dockerfile.v0') return true;
  const reference = parseReference(frontend);
  return reference.ok && reference.value.registry === 'docker.io' && BUILT_IN.has(reference.value.repository);
}
