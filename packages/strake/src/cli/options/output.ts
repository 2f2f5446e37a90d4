import { resolve } from 'node:path';
import { suggest } from '@strake/core';
import type { Output } from '../../output/output.ts';
import { UsageError } from '../usage-error.ts';
import { parseRecord } from './values.ts';

const TYPES = ['oci', 'docker'] as const;
const COMPRESSIONS = ['gzip', 'zstd', 'uncompressed'] as const;
const KEYS = ['type', 'dest', 'tar', 'compression', 'name'];

/** `-o type=oci,dest=image.tar`: Docker's own form. */
export function parseOutput(text: string, cwd: string): Output {
  if (!text.includes('='))
    throw new UsageError(`--output ${JSON.stringify(text)} has no type`, `write -o type=oci,dest=${text}`);
  const record = parseRecord('--output', text);
  for (const key of record.keys()) if (!KEYS.includes(key)) throw unknownKey(key);
  const type = oneOf('type', record.get('type') ?? '', TYPES);
  const dest = record.get('dest');
  if (dest === '-') throw new UsageError('--output cannot write to standard output yet', 'name a file: dest=image.tar');
  if (!dest) throw new UsageError(`--output ${JSON.stringify(text)} has no dest`, `write -o type=${type},dest=FILE`);
  const compression = record.get('compression');
  const names = record
    .get('name')
    ?.split(',')
    .filter((name) => name !== '');
  return {
    type,
    dest: resolve(cwd, dest),
    tar: record.get('tar') !== 'false',
    ...(compression === undefined ? {} : { compression: oneOf('compression', compression, COMPRESSIONS) }),
    ...(names ? { names } : {}),
  };
}

function oneOf<T extends string>(key: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return choice;
  throw new UsageError(`--output cannot have ${key}=${value}`, `${key} is one of ${choices.join(', ')}`);
}

function unknownKey(key: string): UsageError {
  const near = suggest(key, KEYS);
  return new UsageError(
    `--output does not know ${JSON.stringify(key)}`,
    near ? `did you mean ${near}?` : `it knows ${KEYS.join(', ')}`,
  );
}
