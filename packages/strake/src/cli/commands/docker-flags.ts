import type { CommandContext } from '../command.ts';
import type { FlagSpec, ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';

/** A flag of Docker's that has no meaning here. */
export interface DockerFlag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagSpec['type'];
  /** Values that ask for what happens anyway; `false` always does. */
  readonly usual?: readonly string[];
  /** Said, and the command goes on. */
  readonly note?: string;
  /** Said instead: without it, what comes of it would not be what was asked for. */
  readonly refusal?: string;
}

const FLAGS: readonly DockerFlag[] = [
  { name: 'builder', type: 'string', note: 'there are no builders to choose from: Strake builds by itself' },
  { name: 'debug', type: 'boolean', note: '--progress plain shows everything there is' },
  { name: 'provenance', type: 'string', note: 'no attestations are made yet' },
  { name: 'sbom', type: 'string', note: 'no attestations are made yet' },
  { name: 'attest', type: 'list', note: 'no attestations are made yet' },
  { name: 'rm', type: 'boolean', note: 'nothing is left behind anyway' },
  { name: 'force-rm', type: 'boolean', note: 'nothing is left behind anyway' },
  { name: 'compress', type: 'boolean', note: 'the context is read where it lies' },
  { name: 'cgroup-parent', type: 'string', refusal: 'limit steps with --memory, --cpus and --pids-limit' },
  { name: 'squash', type: 'boolean', refusal: 'copy the result into a stage FROM scratch: COPY --from=build / /' },
  { name: 'isolation', type: 'string', refusal: '--driver says how RUN is isolated' },
  {
    name: 'security-opt',
    type: 'list',
    refusal: '--allow security.insecure lifts the limits of RUN --security=insecure',
  },
  { name: 'memory-swap', type: 'string', refusal: 'limit steps with --memory' },
  { name: 'cpu-period', type: 'string', refusal: 'limit steps with --cpus' },
  { name: 'cpu-quota', type: 'string', refusal: 'limit steps with --cpus' },
  { name: 'cpu-shares', type: 'string', refusal: 'limit steps with --cpus' },
  { name: 'cpuset-cpus', type: 'string', refusal: 'start it under taskset: taskset -c 0,1 strake build ...' },
  { name: 'cpuset-mems', type: 'string', refusal: 'start it under numactl: numactl -m 0 strake build ...' },
  {
    name: 'call',
    type: 'string',
    usual: ['build'],
    refusal: 'write --check for the checks; strake ast shows the stages of a Dockerfile',
  },
];

/** Docker's flags that are known only to be answered. */
export const dockerFlags: readonly FlagSpec[] = hiddenFlags(FLAGS);

/** Says what a flag of Docker's build does not do here. Throws `USAGE` for those that would change the image. */
export function answerDockerFlags(options: ParsedOptions, context: Pick<CommandContext, 'terminal'>): void {
  answerFlags(FLAGS, options, context);
}

export function hiddenFlags(flags: readonly DockerFlag[]): readonly FlagSpec[] {
  return flags.map(({ name, short, type, note, refusal = note ?? '' }) => ({
    name,
    ...(short === undefined ? {} : { short }),
    type,
    help: refusal,
    hidden: true,
  }));
}

/** Says what of `flags` was given has no effect. Throws `USAGE` for those that are refused. */
export function answerFlags(
  flags: readonly DockerFlag[],
  options: ParsedOptions,
  { terminal }: Pick<CommandContext, 'terminal'>,
): void {
  for (const { name, type, usual = [], note, refusal } of flags) {
    const given = type === 'boolean' ? options.boolean(name) === true : options.list(name).length > 0;
    if (!given || options.list(name).every((value) => value === 'false' || usual.includes(value))) continue;
    if (refusal !== undefined) throw new UsageError(`--${name} is not supported`, refusal);
    terminal.err(`note: --${name} has no effect: ${note ?? ''}\n`);
  }
}
