import { realpathSync, statSync } from 'node:fs';
import { type BuildSource, filePathOf } from '@strake/language-server/node';
import type { StepFacts } from '@strake/lint';
import type { ParseResult } from '@strake/parser';
import { readLastBuild, type LastBuild } from '../../build-facts/last-build.ts';
import { lastBuildPlace } from '../../build-facts/last-build-place.ts';
import { stepFacts } from '../../build-facts/step-facts.ts';

/** What the last builds of open files measured. */
export interface LastBuilds extends BuildSource {
  /** The same list as long as neither text nor record changes. */
  facts(uri: string, parsed: ParseResult): readonly StepFacts[];
}

interface Read {
  readonly modified: number;
  readonly build: LastBuild | undefined;
}

/** Reads the records that builds leave in the store `home`, again when they change. */
export function lastBuilds(home: string): LastBuilds {
  const records = new Map<string, Read>();
  const known = new WeakMap<ParseResult, { readonly build: LastBuild; readonly steps: readonly StepFacts[] }>();

  function buildOf(file: string): LastBuild | undefined {
    const modified = modifiedAt(file, home);
    const last = records.get(file);
    if (last !== undefined && last.modified === modified) return last.build;
    const build = modified === 0 ? undefined : readLastBuild(file, home);
    records.set(file, { modified, build });
    return build;
  }

  function facts(uri: string, parsed: ParseResult): readonly StepFacts[] {
    const file = filePathOf(uri);
    const build = file === undefined ? undefined : buildOf(file);
    if (build === undefined) return NONE;
    const last = known.get(parsed);
    if (last?.build === build) return last.steps;
    const steps = stepFacts(build, parsed);
    known.set(parsed, { build, steps });
    return steps;
  }

  return { facts, steps: (uri, parsed) => Promise.resolve(facts(uri, parsed)) };
}

const NONE: readonly StepFacts[] = [];

/** When the record of a Dockerfile was written; 0 when there is none. */
function modifiedAt(file: string, home: string): number {
  try {
    return statSync(lastBuildPlace(realpathSync.native(file), home)).mtimeMs;
  } catch {
    return 0;
  }
}
