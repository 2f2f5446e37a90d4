import { SandboxError } from '../error.ts';
import { hardLimit } from '../syscalls/process.ts';
import type { JobLimit } from './job.ts';

/** Numbers of getrlimit(2) by Docker's names of `ulimit`. */
const RESOURCES: Readonly<Record<string, number>> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
};

const UNLIMITED = 2n ** 64n - 1n;

/** A limit as in `--ulimit`; -1 is unlimited. */
export interface WantedLimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/**
 * The limits to set. Nobody in a user namespace may raise a hard limit, so what is above `most` (default: the jail's
 * own) becomes that. Throws `RUN_LIMIT_INVALID`.
 */
export function resolveLimits(
  wanted: readonly WantedLimit[],
  most: (resource: number) => bigint = hardLimit,
): readonly JobLimit[] {
  return wanted.map(({ name, soft, hard }) => {
    const resource = RESOURCES[name];
    if (resource === undefined) throw invalid(`unknown limit ${JSON.stringify(name)}`);
    const bound = most(resource);
    const limit = { soft: least(toValue(soft), bound), hard: least(toValue(hard), bound) };
    if (limit.soft > limit.hard) throw invalid(`limit ${name}: soft ${soft} is above hard ${hard}`);
    return { resource, name: `RLIMIT_${name.toUpperCase()}`, ...limit };
  });
}

function toValue(value: number): bigint {
  if (value === -1) return UNLIMITED;
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw invalid(`limit ${value} is no number of at least -1`);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function invalid(message: string): SandboxError {
  return new SandboxError('RUN_LIMIT_INVALID', message);
}
