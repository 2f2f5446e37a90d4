import { resolve } from 'node:path';
import { defaultCacheDir } from '../../home.ts';
import type { BuildInput } from '../../input/build-input.ts';
import { parseOutputs } from '../options/outputs.ts';
import type { CommandContext } from '../command.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseHost, parseKeyValue, parseSecret, parseSize, parseSsh, parseUlimit } from '../options/values.ts';
import { runInput } from './run-flags.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line asks to build. `env` is where `--build-arg K` and secrets take values from. */
export async function buildInput(
  options: ParsedOptions,
  { cwd, env, stdin, stdout }: CommandContext,
): Promise<BuildInput> {
  const [path = '.'] = options.positionals;
  if (/^(https?|git|ssh):\/\/|^git@/.test(path))
    throw new UsageError(
      `${path}: contexts from git and URLs are not supported yet`,
      'fetch it and name the directory',
    );
  const dockerfile = await dockerfileOf(path, options.string('file'), cwd, stdin);
  return {
    ...(path === '-' ? {} : { context: resolve(cwd, path) }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...optional('target', options.string('target')),
    ...optional('platforms', given(options.list('platform').flatMap((list) => list.split(',')))),
    cacheDir: defaultCacheDir(env),
    args: { ...buildDate(env), ...buildArgs(options.list('build-arg'), env) },
    labels: Object.fromEntries(
      options.list('label').map((text) => parseKeyValue('--label', text.includes('=') ? text : `${text}=`)),
    ),
    tags: options.list('tag'),
    contexts: Object.fromEntries(options.list('build-context').map((text) => namedContext(text, cwd))),
    noCache: options.boolean('no-cache') ?? options.list('no-cache-filter').flatMap((list) => list.split(',')),
    ...optional('network', options.string('network') as BuildInput['network']),
    extraHosts: options.list('add-host').map(parseHost),
    ...optional('shmSize', parseSize('--shm-size', options.string('shm-size'))),
    ulimits: options.list('ulimit').map(parseUlimit),
    secrets: Object.fromEntries(options.list('secret').map((text) => parseSecret(text, cwd, env))),
    ssh: Object.fromEntries(options.list('ssh').map((text) => parseSsh(text, env))),
    ...optional('pull', options.boolean('pull')),
    outputs: parseOutputs(options, { cwd, stdout }),
    ...runInput(options, cwd),
    ...optional('driver', options.string('driver') as BuildInput['driver']),
  };
}

/** `PATH` of `-` is a Dockerfile on standard input without a context; `-f -` is one with a context. */
async function dockerfileOf(
  path: string,
  file: string | undefined,
  cwd: string,
  stdin: () => Promise<string>,
): Promise<BuildInput['dockerfile']> {
  if (path === '-' && file !== undefined)
    throw new UsageError('a Dockerfile on standard input and --file exclude each other');
  if (path !== '-' && file !== '-') return file === undefined ? undefined : resolve(cwd, file);
  const text = await stdin();
  if (text.includes('\0'))
    throw new UsageError(
      'a context archive on standard input is not supported yet',
      'unpack it and name the directory',
    );
  return { text, name: '-' };
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

function namedContext(text: string, cwd: string): [string, string] {
  const [name, source] = parseKeyValue('--build-context', text);
  const layout = /^oci-layout:\/\/(.*)$/s.exec(source);
  if (layout) return [name, `oci-layout://${resolve(cwd, layout[1] ?? '')}`];
  return [name, /^[a-z-]+:\/\//.test(source) ? source : resolve(cwd, source)];
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function given<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
