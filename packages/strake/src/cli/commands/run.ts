import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, StrakeError } from '@strake/core';
import { systemReason } from '@strake/oci/node';
import { defaultCacheDir } from '../../home.ts';
import { registryOptions } from '../../input/registry-options.ts';
import { runImage, type RunImageInput } from '../../run.ts';
import { renderWarnings, warnOn } from '../render/warnings.ts';
import type { Command, CommandContext } from '../command.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseHost, parseSize, parseUlimit } from '../options/values.ts';
import { dockerProxies } from '../files/docker-proxies.ts';
import { visible } from '../render/visible.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { build } from '../../build.ts';
import type { BuiltImage } from '../../build-result.ts';
import { plainRenderer } from '../render/plain.ts';
import type { Renderer } from '../render/renderer.ts';
import { ttyRenderer } from '../render/tty.ts';
import { buildInput } from './build-input.ts';
import { attachInput, attachTerminal } from './run-input.ts';
import { passSignals } from './run-signals.ts';
import { answerFlags } from './docker-flags.ts';
import { capabilitiesOf } from './run-capabilities.ts';
import { RUN_DOCKER_FLAGS } from './run-docker-flags.ts';
import { mountsOf } from './run-mounts.ts';
import { publishedPorts } from './run-ports.ts';
import { parseCa, parseLimits } from './run-flags.ts';
import { runSpec } from './run-spec.ts';

export const runCommand: Command = { spec: runSpec, run };

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal, env, cwd, signal } = context;
  answerFlags(RUN_DOCKER_FLAGS, options, context);
  const registry = await registryOptions(env, warnOn(terminal));
  const onEvent: NonNullable<RunImageInput['onEvent']> = (event) => {
    // What is the same at every run is for builds and doctor to say.
    const isKnown = event.type === 'note' && event.about === 'machine' && options.string('driver') === undefined;
    if (event.type === 'note' && !isKnown) terminal.err(`note: ${visible(event.message)}\n`);
    if (event.type === 'lookup' && terminal.isTTY && !options.boolean('quiet'))
      terminal.err(`${visible(event.label)}\n`);
  };
  const output: RunImageInput['io']['output'] = (stream, chunk) => {
    if (stream === 'stdout') process.stdout.write(chunk);
    else process.stderr.write(chunk);
  };
  const io = ioOf(options, output, context);
  const wanted = settings(options, { env, cwd });
  const note = (message: string): void => terminal.err(`note: ${message}\n`);
  const ports = await publishedPorts(options.list('publish'), note);
  const image = options.boolean('from-build') ? await builtFirst(options, context, registry) : wanted.image;
  try {
    return await runImage({ ...wanted, ports, image, registry, signal, onEvent, ...io });
  } catch (error) {
    // An exit code of the command's own would say that it has run.
    if (signal.aborted || !(error instanceof StrakeError) || exitCodeOf(error) !== ExitCode.step) throw error;
    const { renderFailure } = await import('../render/failure.ts');
    terminal.err(renderFailure(error, terminal));
    return ExitCode.notRun;
  }
}

/** What the directory that is named in the place of an image builds to; how is shown on standard error. */
async function builtFirst(
  options: ParsedOptions,
  context: CommandContext,
  registry: NonNullable<RunImageInput['registry']>,
): Promise<BuiltImage> {
  const { terminal, signal } = context;
  const renderer = terminal.isTTY ? ttyRenderer(terminal) : plainRenderer(terminal);
  const input = await buildInput(only(options, BUILD_FLAGS), context);
  const warnings: Diagnostic[] = [];
  const onEvent: Renderer['event'] = (event) => {
    if (event.type === 'warning') warnings.push(event.warning);
    renderer.event(event);
  };
  try {
    const { images } = await build({ ...input, registry, signal, onEvent });
    const [image] = images;
    if (image === undefined) throw new Error('the build has made no image');
    return image;
  } finally {
    renderer.close();
    terminal.err(renderWarnings(warnings, terminal));
  }
}

const BUILD_FLAGS = ['file', 'target', 'build-arg', 'build-context', 'platform', 'driver', 'ca'];

/** The options of those names, with the first positional. */
function only(options: ParsedOptions, names: readonly string[]): ParsedOptions {
  const has = (name: string): boolean => names.includes(name);
  return {
    positionals: options.positionals.slice(0, 1),
    string: (name) => (has(name) ? options.string(name) : undefined),
    list: (name) => (has(name) ? options.list(name) : []),
    boolean: () => undefined,
  };
}

/** With -t what is typed goes to the command as it is; with -i standard input does. */
function ioOf(
  options: ParsedOptions,
  output: RunImageInput['io']['output'],
  context: CommandContext,
): Pick<RunImageInput, 'io' | 'input'> {
  const hasTerminal = options.boolean('tty') === true;
  const withSignals = (attachOther?: NonNullable<RunImageInput['io']['attach']>): RunImageInput['io'] => ({
    output,
    attach(input) {
      const passes = options.boolean('sig-proxy') !== false;
      const ends = [attachOther?.(input), passes ? passSignals(input, context, hasTerminal) : undefined];
      return () => ends.forEach((end) => end?.());
    },
  });
  if (hasTerminal) {
    if (!process.stdin.isTTY || !process.stdout.isTTY)
      throw new UsageError('--tty needs a terminal, and standard input or output is none', 'leave out -t');
    const { columns, rows } = process.stdout;
    return { input: { terminal: { columns, rows } }, io: withSignals(attachTerminal) };
  }
  return options.boolean('interactive') ? { input: 'pipe', io: withSignals(attachInput) } : { io: withSignals() };
}

function settings(
  options: ParsedOptions,
  { env, cwd }: Pick<CommandContext, 'env' | 'cwd'>,
): Omit<RunImageInput, 'io'> {
  const [image = '', ...args] = options.positionals;
  const given = { cwd: options.string('workdir'), user: options.string('user'), hostname: options.string('hostname') };
  const entrypoint = options.string('entrypoint');
  const network = options.string('network') as RunImageInput['network'];
  const platform = options.string('platform');
  const shmSize = parseSize('--shm-size', options.string('shm-size'));
  if (given.cwd !== undefined && !given.cwd.startsWith('/'))
    throw new UsageError(`--workdir ${JSON.stringify(given.cwd)} is no absolute path`, `e.g. -w /${given.cwd}`);
  const term = options.boolean('tty') ? [`TERM=${env['TERM'] ?? 'xterm'}`] : [];
  return {
    image,
    args,
    cacheDir: defaultCacheDir(env),
    env: [
      ...Object.entries(dockerProxies(env)).flatMap(([name, url]) => [
        `${name}=${url}`,
        `${name.toLowerCase()}=${url}`,
      ]),
      ...term,
      ...options.list('env-file').flatMap((file) => variablesIn(resolve(cwd, file), env)),
      ...options.list('env').flatMap((text) => namedVariable(text, env)),
    ],
    ...mountsOf(options, cwd),
    ...capabilitiesOf(options),
    ...(options.boolean('read-only') ? { readonlyRoot: true } : {}),
    ...(options.string('pull') === 'always' ? { pull: true } : {}),
    ulimits: options.list('ulimit').map(parseUlimit),
    extraHosts: options.list('add-host').map(parseHost),
    limits: parseLimits(options),
    driver: (options.string('driver') ?? 'auto') as NonNullable<RunImageInput['driver']>,
    ...parseCa(options, cwd),
    ...(shmSize === undefined ? {} : { shmSize }),
    ...(network === undefined ? {} : { network }),
    ...(platform === undefined ? {} : { platform }),
    ...(entrypoint === undefined ? {} : { entrypoint: entrypoint === '' ? [] : [entrypoint] }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** As `variable`, of a flag. Docker refuses only a name that is empty. */
function namedVariable(text: string, env: NodeJS.ProcessEnv): readonly string[] {
  if (!/^[^=]/.test(text)) throw new UsageError(`--env ${JSON.stringify(text)} has no name`, 'write -e NAME=VALUE');
  return variable(text, env);
}

/** `K=V`; `K` alone takes the value from the environment, if it is there. */
function variable(text: string, env: NodeJS.ProcessEnv): readonly string[] {
  if (text.includes('=')) return [text];
  const value = env[text];
  return value === undefined ? [] : [`${text}=${value}`];
}

/** Those of a file as `docker run` reads it: a line each, taken as it is; empty ones and comments do not count. */
function variablesIn(file: string, env: NodeJS.ProcessEnv): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--env-file: the file ${file} cannot be read: ${systemReason(error)}`);
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const [name = ''] = line.split('=', 1);
      if (name !== '' && !/\s/.test(name)) return variable(line, env);
      throw new UsageError(`--env-file ${file}: ${JSON.stringify(name)} is no name of a variable`);
    });
}
