import type { Digest } from '@strake/core';
import type { CopyAction, ExecOp, FileOp, Op } from '../../src/graph/op.ts';
import { type Vertex, vertex } from '../../src/graph/vertex.ts';

/** Digests to use where the content does not matter. */
export function digest(character: string): Digest {
  return `sha256:${character.repeat(64)}`;
}

export const copyAction: CopyAction = {
  kind: 'copy',
  input: 1,
  source: 'src/a.txt',
  wildcard: true,
  destination: '/app/',
  exclude: [],
  parents: false,
  unpack: 'never',
};

export const fileOp: FileOp = { kind: 'file', actions: [copyAction], link: false };

export const execOp: ExecOp = {
  kind: 'exec',
  args: ['/bin/sh', '-c', 'make'],
  env: ['PATH=/bin'],
  cwd: '/',
  user: '',
  network: 'default',
  security: 'sandbox',
  mounts: [],
  platform: { os: 'linux', architecture: 'amd64' },
};

export function made(op: Op, inputs: readonly Digest[] = [digest('a'), digest('b'), digest('c')]): Vertex {
  return vertex(op, inputs, { label: op.kind });
}
