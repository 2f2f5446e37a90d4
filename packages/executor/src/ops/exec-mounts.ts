import { type Entry, type Layer, type LayerEntry, resolve, type Tree } from '@strake/oci';

import type { BindMount, CacheMount, ExecMount, ExecOp, SecretMount, SshMount } from '@strake/planner/graph';
import type { RunMount } from '@strake/sandbox/ports';
import type { ByteStream } from '@strake/core';
import { ExecutorError } from '../error.ts';
import { sourceNotFound } from '../file/copy/sources.ts';
import type { Result } from '../result.ts';
import type { OpContext } from './context.ts';

/**
 * A RUN's mounts with everything they need in hand: layers of their inputs, values of their secrets. As in BuildKit,
 * secrets and agents come after the others: of mounts onto one target the last is seen.
 */
export async function execMounts(
  op: ExecOp,
  inputs: readonly Result[],
  context: OpContext,
): Promise<readonly RunMount[]> {
  const mounts = await Promise.all(op.mounts.map((mount) => runMount(mount, inputs, context)));
  const present = mounts.filter((mount) => mount !== undefined);
  const isOwn = ({ type }: RunMount): boolean => type === 'file' || type === 'socket';
  return [...present.filter((mount) => !isOwn(mount)), ...present.filter(isOwn), ...(op.scripts ?? []).map(script)];
}

/** Values of all secrets that a RUN can see. */
export async function secretValues(op: ExecOp, { services }: OpContext): Promise<readonly Uint8Array[]> {
  const ids = op.mounts.flatMap((mount) => (mount.type === 'secret' ? [mount.id] : []));
  const values = await Promise.all([...new Set(ids)].map(async (id) => services.secrets?.(id)));
  return values.filter((value) => value !== undefined);
}

/** Names of secrets that a RUN would have seen, had somebody given them. */
export async function missingSecrets(op: ExecOp, { services }: OpContext): Promise<readonly string[]> {
  const ids = new Set(op.mounts.flatMap((mount) => (mount.type === 'secret' ? [mount.id] : [])));
  const found = await Promise.all([...ids].map(async (id) => ({ id, value: await services.secrets?.(id) })));
  return found.flatMap(({ id, value }) => (value === undefined ? [id] : []));
}

/** `NAME=value` of the secrets that a RUN wants as variables; empty for one that is missing and not required. */
export async function secretEnv(op: ExecOp, context: OpContext): Promise<readonly string[]> {
  const wanted = op.mounts.filter((mount) => mount.type === 'secret' && mount.env !== undefined) as SecretMount[];
  return Promise.all(
    wanted.map(
      async (mount) => `${mount.env}=${new TextDecoder().decode((await secret(mount, context)) ?? new Uint8Array())}`,
    ),
  );
}

async function runMount(
  mount: ExecMount,
  inputs: readonly Result[],
  context: OpContext,
): Promise<RunMount | undefined> {
  switch (mount.type) {
    case 'bind':
      return bind(mount, inputs, context);
    case 'cache':
      return cache(mount, inputs, context);
    case 'tmpfs':
      return mount;
    case 'secret':
      return secretFile(mount, context);
    case 'ssh':
      return agent(mount, context);
  }
}

async function bind(mount: BindMount, inputs: readonly Result[], context: OpContext): Promise<RunMount> {
  const { target, source } = mount;
  const place = await placeFor(inputs[mount.input], source, context);
  return { type: 'bind', target, ...place, writable: !mount.readonly };
}

async function cache(mount: CacheMount, inputs: readonly Result[], context: OpContext): Promise<RunMount> {
  const { type, target, id, sharing, readonly, mode, uid, gid, owned } = mount;
  const plain = { type, target, id, sharing, readonly, mode, uid, gid, ...(owned && { owned }) };
  if (mount.input === undefined) return mount.source === '' ? plain : { ...plain, source: mount.source };
  return {
    ...plain,
    seed: await placeFor(inputs[mount.input], mount.source, context),
  };
}

async function secretFile(mount: SecretMount, context: OpContext): Promise<RunMount | undefined> {
  const data = await secret(mount, context);
  if (data === undefined || mount.target === undefined) return undefined;
  return { type: 'file', target: mount.target, data, mode: mount.mode, uid: mount.uid, gid: mount.gid };
}

async function secret(mount: SecretMount, { services }: OpContext): Promise<Uint8Array | undefined> {
  const data = await services.secrets?.(mount.id);
  if (data === undefined && mount.required) {
    throw new ExecutorError('SECRET_NOT_FOUND', `secret ${mount.id}: not found`, {
      hint: `pass it with --secret id=${mount.id},src=FILE`,
    });
  }
  return data;
}

async function agent(mount: SshMount, { services }: OpContext): Promise<RunMount | undefined> {
  const path = await services.ssh?.(mount.id);
  if (path === undefined) {
    if (!mount.required) return undefined;
    throw new ExecutorError('SECRET_NOT_FOUND', `unset ssh forward key ${mount.id}`, {
      hint: `pass it with --ssh ${mount.id}`,
    });
  }
  return { type: 'socket', target: mount.target, path, mode: mount.mode, uid: mount.uid, gid: mount.gid };
}

function script(file: { readonly path: string; readonly data: string }): RunMount {
  return { type: 'file', target: file.path, data: new TextEncoder().encode(file.data), mode: 0o755, uid: 0, gid: 0 };
}

/** Layers, and the place in them that a mount shows. */
interface Place {
  readonly layers: readonly Layer[];
  readonly source: string;
}

/** Files of a context become a layer of their own, never the host's directory. */
async function placeFor(input: Result | undefined, source: string, context: OpContext): Promise<Place> {
  if (!input) throw new Error('a mount has no input');
  if (input.kind === 'layers') return { layers: input.layers, source };
  const found = resolve(input.tree, source, { followLast: true });
  if (found.kind !== 'found') throw sourceNotFound(input.tree, source, found);
  const entries = part(input.tree, found.entry, context);
  return { layers: [await context.services.layers.write(entries, context.signal)], source: found.path };
}

/** An entry of a tree with all below it, and the directories that lead there. */
function* part(tree: Tree, entry: Entry, context: OpContext): Iterable<readonly [LayerEntry, ByteStream?]> {
  const parents = entry.path.split('/').slice(0, -1);
  for (let i = 1; i <= parents.length; i++) {
    const parent = tree.get(parents.slice(0, i).join('/'));
    if (parent) yield [parent];
  }
  if (entry.path !== '') yield withBytes(tree, entry, context);
  for (const below of tree.walk(entry.path)) yield withBytes(tree, below, context);
}

function withBytes(tree: Tree, entry: LayerEntry, { signal }: OpContext): readonly [LayerEntry, ByteStream?] {
  return entry.type === 'file' ? [entry, tree.open(entry.path, signal)] : [entry];
}
