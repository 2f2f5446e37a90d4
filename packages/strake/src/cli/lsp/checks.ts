import { dirname } from 'node:path';
import { type CheckOptions, filePathOf, type FindConfig } from '@strake/language-server/node';
import type { PlanFacts } from '@strake/lint';
import type { ParseResult } from '@strake/parser';
import { type FileFacts, fileFacts } from '../lint/file-facts.ts';
import type { BaseImages } from './base-images.ts';
import type { LastBuilds } from './build-source.ts';

/** Milliseconds for which what lies in a context is believed to be still there. */
const FACTS_HOLD = 15_000;

type Checks = (uri: string, parsed: ParseResult) => Promise<CheckOptions>;

export interface CheckSources {
  readonly configOf: FindConfig;
  readonly builds: LastBuilds;
  readonly images: BaseImages;
  /** Whether to look into build contexts. */
  readonly contexts: boolean;
}

/** Rules and facts for open files. While nothing changes they are the same objects, which spares the linter its work. */
export function createChecks({ configOf, builds, images, contexts }: CheckSources): Checks {
  const inContext = contexts ? contextFacts() : undefined;
  const known = new WeakMap<ParseResult, { readonly parts: readonly unknown[]; readonly facts: PlanFacts }>();
  return async (uri, parsed) => {
    const config = configOf(uri);
    const context = inContext?.(uri, parsed);
    const steps = builds.facts(uri, parsed);
    const image = await images(parsed);
    const parts = [context, steps, image];
    const last = known.get(parsed);
    const isSame = last !== undefined && parts.every((part, index) => part === last.parts[index]);
    const facts = isSame ? last.facts : { ...context, image, ...(steps.length === 0 ? {} : { steps }) };
    known.set(parsed, { parts, facts });
    return { ...(config === undefined ? {} : { config }), facts };
  };
}

function contextFacts(): (uri: string, parsed: ParseResult) => PlanFacts {
  const known = new Map<string, { readonly facts: PlanFacts; readonly until: number }>();
  return (uri, parsed) => {
    const file = filePathOf(uri);
    if (file === undefined) return NOTHING;
    const last = known.get(file);
    if (last !== undefined && last.until > Date.now()) return last.facts;
    const directory = dirname(file);
    const facts = readable(fileFacts({ cwd: directory, context: directory }), file, parsed);
    known.set(file, { facts, until: Date.now() + FACTS_HOLD });
    return facts;
  };
}

const NOTHING: PlanFacts = {};

/** A context that cannot be read says nothing. */
function readable(facts: FileFacts, file: string, parsed: ParseResult): PlanFacts {
  try {
    return facts(file, parsed);
  } catch {
    return NOTHING;
  }
}
