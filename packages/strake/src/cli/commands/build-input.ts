import { defaultCacheDir } from '../../home.ts';
import type { BuildInput } from '../../input/build-input.ts';
import { parseCacheFrom, parseCacheTo } from '../options/cache.ts';
import { parseOutputs } from '../options/outputs.ts';
import type { CommandContext } from '../command.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseHost, parseKeyValue, parseSecret, parseSize, parseSsh, parseUlimit } from '../options/values.ts';
import { dockerProxies } from '../files/docker-proxies.ts';
import { buildPlace, namedContext, ownAgent } from './context-flags.ts';
import { runInput } from './run-flags.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line asks to build. `env` is where `--build-arg K` and secrets take values from. */
export async function buildInput(
  options: ParsedOptions,
  { cwd, env, stdinStream, stdout }: CommandContext,
): Promise<BuildInput> {
  const place = await buildPlace(options, cwd, stdinStream);
  const named = options.list('build-context').map((text) => namedContext(text, cwd));
  return {
    ...place,
    ...optional('target', options.string('target')),
    ...optional('platforms', given(options.list('platform').flatMap((list) => list.split(',')))),
    cacheDir: defaultCacheDir(env),
    args: withProxies({ ...buildDate(env), ...buildArgs(options.list('build-arg'), env) }, env),
    labels: Object.fromEntries(
      options.list('label').map((text) => parseKeyValue('--label', /^[^=]+$/.test(text) ? `${text}=` : text)),
    ),
    tags: options.list('tag'),
    contexts: Object.fromEntries(named),
    ...optional('metadata', options.string('metadata') as BuildInput['metadata']),
    noCache: options.boolean('no-cache') ?? options.list('no-cache-filter').flatMap((list) => list.split(',')),
    ...optional('network', options.string('network') as BuildInput['network']),
    extraHosts: options.list('add-host').map(parseHost),
    ...optional('shmSize', parseSize('--shm-size', options.string('shm-size'))),
    ulimits: options.list('ulimit').map(parseUlimit),
    secrets: Object.fromEntries(options.list('secret').map((text) => parseSecret(text, cwd, env))),
    ssh: { ...ownAgent([place.context, ...named.map(([, source]) => source)], env), ...sshAgents(options, env) },
    ...optional('pull', options.boolean('pull')),
    ...optional('cacheFrom', given(options.list('cache-from').map((text) => parseCacheFrom(text, cwd)))),
    ...optional('cacheTo', given(options.list('cache-to').map((text) => parseCacheTo(text, cwd)))),
    outputs: parseOutputs(options, { cwd, stdout }),
    ...runInput(options, cwd),
    ...optional('driver', options.string('driver') as BuildInput['driver']),
  };
}

/** Those of Docker's settings that are not given, in whatever case. */
function withProxies(args: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const given = new Set(Object.keys(args).map((name) => name.toUpperCase()));
  const others = Object.entries(dockerProxies(env)).filter(([name]) => !given.has(name));
  return { ...Object.fromEntries(others), ...args };
}

/** The date of reproducible builds is taken from the environment, as Docker's client does. */
function buildDate({ SOURCE_DATE_EPOCH: date }: CommandContext['env']): Readonly<Record<string, string>> {
  return date === undefined || date === '' ? {} : { SOURCE_DATE_EPOCH: date };
}

function buildArgs(list: readonly string[], env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const pairs = list.flatMap((text): [string, string][] => {
    const at = text.indexOf('=');
    if (at > 0) return [[text.slice(0, at), text.slice(at + 1)]];
    if (at === 0 || text === '')
      throw new UsageError(`--build-arg ${JSON.stringify(text)} has no name`, 'write --build-arg NAME=VALUE');
    const value = env[text];
    return value === undefined ? [] : [[text, value]];
  });
  return Object.fromEntries(pairs);
}

function sshAgents(options: ParsedOptions, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(options.list('ssh').map((text) => parseSsh(text, env)));
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function given<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
