import { hexOf } from '@strake/core';
import { digestOf } from '@strake/oci';
import { type DiskStore, nodeHasher } from '@strake/oci/node';
import type { ParseResult } from '@strake/parser';
import type { BuildInput } from '../input/build-input.ts';

const KIND = 'build';

/**
 * Whether this Dockerfile has been built like this before: then most of it is cached, and nothing is started ahead.
 * A guess that costs nothing when it is wrong but time.
 */
export interface KnownBuild {
  seen(): Promise<boolean>;
  remember(): Promise<void>;
}

export function knownBuild(text: string, { target, args, noCache }: BuildInput, store: DiskStore): KnownBuild {
  const facts = JSON.stringify([text, target ?? '', args ?? {}]);
  const key = hexOf(digestOf(new TextEncoder().encode(facts), nodeHasher));
  const cached = noCache !== true;
  const look = async (): Promise<boolean> => cached && (await store.records.get(KIND, key)) !== undefined;
  let seen: Promise<boolean> | undefined;
  return {
    seen: () => (seen ??= look()),
    remember: () => store.records.put(KIND, key, {}),
  };
}

/** Whether the Dockerfile runs commands at all. */
export function hasRun({ ast }: ParseResult): boolean {
  return ast.instructions.some((instruction) => instruction.kind === 'run');
}
