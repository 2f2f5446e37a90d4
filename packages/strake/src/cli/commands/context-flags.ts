import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { archiveKind, peek } from '@strake/context';
import { bytes, type ByteStream, collect } from '@strake/core';
import { parseReference } from '@strake/oci';
import type { BuildInput } from '../../input/build-input.ts';
import { type ContextInput, isRemote } from '../../input/context-input.ts';
import type { FlagSpec, ParsedOptions } from '../options/spec.ts';
import { parseKeyValue } from '../options/values.ts';
import { UsageError } from '../usage-error.ts';

export const METADATA_FLAG: FlagSpec = {
  name: 'metadata',
  type: 'string',
  value: 'WHAT',
  help: 'Modes of files in contexts: full, or git for 0644 and 0755 only, whatever the umask was',
  choices: ['full', 'git'],
};

type Place = Pick<BuildInput, 'context' | 'dockerfile'>;

/** What `PATH | URL | -` and `--file` say of where the context and the Dockerfile are. */
export async function buildPlace(options: ParsedOptions, cwd: string, stdin: () => ByteStream): Promise<Place> {
  const [path = '.'] = options.positionals;
  const file = options.string('file');
  if (path === '-') return stdinPlace(file, stdin());
  if (file === '-') return { ...placeOf(path, undefined, cwd), dockerfile: await stdinDockerfile(stdin()) };
  return placeOf(path, file, cwd);
}

/** Paths of this machine are taken from `cwd`; with a remote context, `--file` is a path inside it. */
export function placeOf(
  path: string,
  file: string | undefined,
  cwd: string,
): { readonly context: string; readonly dockerfile?: string } {
  const repository = legacyRepository(path, cwd);
  const remote = repository !== undefined || isRemote(path);
  const context = repository ?? (remote ? path : resolve(cwd, path));
  if (file === undefined) return { context };
  return { context, dockerfile: remote || isRemote(file) ? file : resolve(cwd, file) };
}

/** `github.com/OWNER/NAME`, as it has been written since before contexts had schemes, unless there is such a directory. */
function legacyRepository(path: string, cwd: string): string | undefined {
  const [, name, rest = ''] = /^(github\.com\/[^/#?]+\/[^/#?]+?)(?:\.git)?([#?].*)?$/s.exec(path) ?? [];
  return name === undefined || existsSync(resolve(cwd, path)) ? undefined : `https://${name}.git${rest}`;
}

/** An archive on standard input is the context; anything else is the Dockerfile of a build whose context is empty. */
async function stdinPlace(file: string | undefined, stdin: ByteStream): Promise<Place> {
  const { head, whole } = await peek(stdin);
  if (archiveKind(head)) {
    if (file === '-') throw new UsageError('standard input holds the context: it cannot be the Dockerfile as well');
    return { context: whole, ...(file === undefined ? {} : { dockerfile: file }) };
  }
  if (file !== undefined) {
    throw new UsageError(
      'ambiguous Dockerfile source: both standard input and --file name one',
      'leave --file out, or name the context: strake build -f - PATH',
    );
  }
  return { context: {}, dockerfile: await stdinDockerfile(whole) };
}

/** Bytes of a Dockerfile. */
const LIMIT = 16 * 1024 * 1024;

async function stdinDockerfile(data: ByteStream): Promise<{ readonly text: string; readonly name: string }> {
  const content = await collect(data, LIMIT).catch((cause: unknown) => {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UsageError('the Dockerfile on standard input is larger than 16 MiB');
  });
  if (archiveKind((await peek(bytes(content))).head))
    throw new UsageError('standard input is no Dockerfile', 'pass an archive as the context: strake build - < FILE');
  if (content.includes(0))
    throw new UsageError(
      'standard input is no Dockerfile: it is not text, and no archive that is known',
      'a Dockerfile is UTF-8; a context is a tar, perhaps packed with gzip, zstd, xz or bzip2',
    );
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(content), name: '-' };
}

/** `NAME=SOURCE` of `--build-context`. */
export function namedContext(text: string, cwd: string): [string, string] {
  const [name, source] = parseKeyValue('--build-context', text);
  if (source === '')
    throw new UsageError(`--build-context ${name} has no source`, 'is a variable empty? The working directory is .');
  if (!parseReference(name).ok)
    throw new UsageError(
      `--build-context: invalid context name ${JSON.stringify(name)}`,
      'names are those of images: lower case, no blanks',
    );
  const layout = /^(oci-(?:layout|archive):\/\/)(.*)$/s.exec(source);
  if (layout) return [name, `${layout[1] ?? ''}${resolve(cwd, layout[2] ?? '')}`];
  return [name, isRemote(source) ? source : resolve(cwd, source)];
}

/** The agent of the environment, when a context is fetched by SSH: `--ssh` need not say so. */
export function ownAgent(
  contexts: readonly (ContextInput | undefined)[],
  { SSH_AUTH_SOCK: socket }: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const ssh = contexts.some((context) => typeof context === 'string' && /^ssh:\/\/|^[\w-]+@/i.test(context));
  return ssh && socket ? { default: socket } : {};
}
