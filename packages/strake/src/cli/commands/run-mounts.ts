import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunImageInput } from '../../run.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseSize } from '../options/values.ts';
import { UsageError } from '../usage-error.ts';

type Volume = NonNullable<RunImageInput['volumes']>[number];
type Tmpfs = NonNullable<RunImageInput['tmpfs']>[number];

/** What `--volume`, `--tmpfs` and `--mount` say. */
export function mountsOf(options: ParsedOptions, cwd: string): Required<Pick<RunImageInput, 'volumes' | 'tmpfs'>> {
  const mounts = options.list('mount').map((text) => parseMount(text, cwd));
  return {
    volumes: [
      ...options.list('volume').map((text) => parseVolume(text, cwd)),
      ...mounts.flatMap((mount) => ('path' in mount ? [mount] : [])),
    ],
    tmpfs: [...options.list('tmpfs').map(parseTmpfs), ...mounts.flatMap((mount) => ('path' in mount ? [] : [mount]))],
  };
}

/** `PATH[:size=BYTES]`. */
function parseTmpfs(text: string): Tmpfs {
  const [, target, size] = /^(\/[^:]*)(?::size=([^:,]+))?$/.exec(text) ?? [];
  if (target === undefined)
    throw new UsageError(`--tmpfs ${JSON.stringify(text)} is not PATH[:size=BYTES]`, 'e.g. --tmpfs /tmp:size=64m');
  const bytes = parseSize('--tmpfs size', size);
  return { target, ...(bytes === undefined ? {} : { size: bytes }) };
}

/** Options of Docker's that only systems with SELinux or propagated mounts need are taken and mean nothing. */
const VOLUME_MODE = /^(?:(?:ro|rw|z|Z|cached|delegated|consistent)(?:,|$))+$/;

function parseVolume(text: string, cwd: string): Volume {
  refuseLasting(text);
  const [path = '', target = '', mode = 'rw', ...more] = text.split(':');
  if (!/^[./~]/.test(path) || !target.startsWith('/') || !VOLUME_MODE.test(mode) || more.length > 0) {
    throw new UsageError(`--volume ${JSON.stringify(text)} is not HOST:PATH[:ro]`, 'e.g. -v ./data:/data:ro');
  }
  return { path: existing('--volume', resolve(cwd, path)), target, readonly: mode.split(',').includes('ro') };
}

/** Volumes of Docker's that it keeps itself. */
function refuseLasting(text: string): void {
  const name = /^([a-zA-Z0-9][\w.-]*):\//.exec(text)?.[1];
  if (name !== undefined)
    throw new UsageError(
      `--volume ${JSON.stringify(text)}: there are no volumes by name, only directories of this machine`,
      `mkdir -p ${name} && strake run -v ./${text}`,
    );
  if (/^\/[^:]*$/.test(text))
    throw new UsageError(
      `--volume ${JSON.stringify(text)} names no directory of this machine`,
      'leave it out: what the command writes is discarded anyway; or write --tmpfs, or HOST:PATH',
    );
}

const MOUNT_FORM = 'e.g. --mount type=bind,src=./data,dst=/data,readonly or type=tmpfs,dst=/tmp,tmpfs-size=64m';

/** Fields of `--mount`, by all of their names. */
const FIELDS: Readonly<Record<string, 'type' | 'source' | 'target' | 'readonly' | 'size'>> = {
  type: 'type',
  source: 'source',
  src: 'source',
  target: 'target',
  dst: 'target',
  destination: 'target',
  readonly: 'readonly',
  ro: 'readonly',
  'tmpfs-size': 'size',
};

function parseMount(text: string, cwd: string): Volume | Tmpfs {
  const fields = fieldsOf(text);
  const [type = 'volume', source, target = ''] = ['type', 'source', 'target'].map((name) => fields.get(name));
  const wrong = (why: string, hint = MOUNT_FORM): UsageError =>
    new UsageError(`--mount ${JSON.stringify(text)}: ${why}`, hint);
  if (!target.startsWith('/')) throw wrong('it has no absolute dst');
  if (type === 'tmpfs' && source === undefined && !fields.has('readonly')) {
    const size = parseSize('--mount tmpfs-size', fields.get('size'));
    return { target, ...(size === undefined ? {} : { size }) };
  }
  if (type === 'volume') throw wrong('there are no volumes by name, only directories of this machine', MOUNT_FORM);
  if (type !== 'bind' || source === undefined || fields.has('size')) throw wrong('it is neither a bind nor a tmpfs');
  const readonly = ['', 'true', '1'].includes(fields.get('readonly') ?? 'false');
  return { path: existing('--mount', resolve(cwd, source)), target, readonly };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((field) => {
      const [name = '', value = ''] = field.split(/=(.*)/s, 2);
      const known = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
      if (known !== undefined) return [known, value];
      throw new UsageError(`--mount has no field ${JSON.stringify(name)}`, MOUNT_FORM);
    }),
  );
}

function existing(flag: string, path: string): string {
  if (existsSync(path)) return path;
  throw new UsageError(`${flag}: there is no ${path} on this machine`, `make it before: mkdir -p ${path}`);
}
