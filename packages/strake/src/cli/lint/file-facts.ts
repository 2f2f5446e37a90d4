import { resolve } from 'node:path';
import { findDockerfile } from '@strake/context/node';
import type { PlanFacts } from '@strake/lint';
import type { ParseResult } from '@strake/parser';
import { readLastBuild } from '../../build-facts/last-build.ts';
import { stepFacts } from '../../build-facts/step-facts.ts';
import { contextFacts, type IgnoreText } from './context-facts.ts';

/** What is known beside the text of a Dockerfile. */
export type FileFacts = (name: string, parsed: ParseResult) => PlanFacts;

export interface FactSources {
  readonly cwd: string;
  /** The build context, absolute. */
  readonly context?: string;
  /** The store with what the last builds measured. */
  readonly home?: string;
}

/** Looks things up as far as sources are given. */
export function fileFacts({ cwd, context, home }: FactSources): FileFacts {
  const contexts = new Map<string, PlanFacts>();
  return (name, parsed) => {
    const file = name === '-' ? undefined : resolve(cwd, name);
    const last = home !== undefined && file !== undefined ? readLastBuild(file, home) : undefined;
    return {
      ...(context === undefined ? {} : contextOf(context, file, contexts)),
      ...(last === undefined ? {} : { steps: stepFacts(last, parsed) }),
    };
  };
}

/** A context is read once for each ignore file that holds for it. */
function contextOf(directory: string, file: string | undefined, known: Map<string, PlanFacts>): PlanFacts {
  const ignore = file === undefined ? undefined : ignoreOf(directory, file);
  const key = ignore?.path ?? '';
  const facts = known.get(key) ?? contextFacts(directory, ignore);
  known.set(key, facts);
  return facts;
}

function ignoreOf(directory: string, file: string): IgnoreText | undefined {
  try {
    return findDockerfile(directory, file).ignoreFile;
  } catch {
    // A Dockerfile that a build would not take: the context's own ignore file is the next best.
    return undefined;
  }
}
