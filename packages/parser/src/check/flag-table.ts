import type { InstructionName } from '../ast/nodes.ts';

/** What a flag takes: one value, one value each time it is given, or yes/no. */
export interface FlagSpec {
  readonly type: 'string' | 'strings' | 'boolean';
  /** First `docker/dockerfile` release that has it. */
  readonly since: string;
}

type FlagTable = Readonly<Record<string, FlagSpec>>;

const NONE: FlagTable = {};

/** The flags of each instruction. */
export const FLAGS: Readonly<Record<InstructionName, FlagTable>> = {
  add: {
    checksum: { type: 'string', since: '1.6' },
    chmod: { type: 'string', since: '1.2' },
    chown: { type: 'string', since: '1.0' },
    exclude: { type: 'strings', since: '1.19' },
    'keep-git-dir': { type: 'boolean', since: '1.1' },
    link: { type: 'boolean', since: '1.4' },
    unpack: { type: 'boolean', since: '1.17' },
  },
  arg: NONE,
  cmd: NONE,
  copy: {
    chmod: { type: 'string', since: '1.2' },
    chown: { type: 'string', since: '1.0' },
    exclude: { type: 'strings', since: '1.19' },
    from: { type: 'string', since: '1.0' },
    link: { type: 'boolean', since: '1.4' },
    parents: { type: 'boolean', since: '1.20' },
  },
  entrypoint: NONE,
  env: NONE,
  expose: NONE,
  from: { platform: { type: 'string', since: '1.0' } },
  healthcheck: {
    interval: { type: 'string', since: '1.0' },
    retries: { type: 'string', since: '1.0' },
    'start-interval': { type: 'string', since: '1.6' },
    'start-period': { type: 'string', since: '1.0' },
    timeout: { type: 'string', since: '1.0' },
  },
  label: NONE,
  maintainer: NONE,
  onbuild: NONE,
  run: {
    device: { type: 'strings', since: '1.14-labs' },
    mount: { type: 'strings', since: '1.2' },
    network: { type: 'string', since: '1.3' },
    security: { type: 'string', since: '1.20' },
  },
  shell: NONE,
  stopsignal: NONE,
  user: NONE,
  volume: NONE,
  workdir: NONE,
};

/** What the flag of an instruction takes; undefined if it has no such flag. */
export function flagSpec(instruction: InstructionName, flag: string): FlagSpec | undefined {
  const table = FLAGS[instruction];
  return Object.hasOwn(table, flag) ? table[flag] : undefined;
}
