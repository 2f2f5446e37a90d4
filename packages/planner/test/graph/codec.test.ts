import { describe, expect, test } from 'vitest';
import { decodeGraph, encodeGraph } from '../../src/graph/codec.ts';
import { graphOf } from '../../src/graph/topology.ts';
import type { Vertex } from '../../src/graph/vertex.ts';
import { digest, execOp, fileOp, made } from './ops.ts';

const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
const base = made({ kind: 'image', ref: `busybox@${digest('1')}`, manifest: digest('1'), platform }, []);
const git = made(
  { kind: 'git', remote: 'https://h/r.git', keepGitDir: false, submodules: true, fetchByCommit: true },
  [],
);
const http = made({ kind: 'http', url: 'https://h/f', filename: 'f', mode: 0o600, checksum: digest('2') }, []);
const copy = made(
  {
    ...fileOp,
    actions: [
      ...fileOp.actions,
      { kind: 'mkdir', path: '/a', mode: 0o755, owner: { user: 'app', group: 5 }, timestamp: -1 },
      { kind: 'write', destination: '/b/', name: 'n', data: '\u2028', mode: 'u=rw' },
    ],
  },
  [base.digest, git.digest, http.digest],
);
const run = made(
  {
    ...execOp,
    hostname: 'h',
    shmSize: 1,
    ulimits: [{ name: 'nofile', soft: -1, hard: -1 }],
    extraHosts: [{ host: 'h', ip: '::1' }],
    scripts: [{ path: '/dev/pipes/EOF', data: '#!/bin/sh' }],
    devices: [{ name: 'gpu', required: false }],
    mounts: [
      { type: 'bind', target: '/b', input: 1, source: '', readonly: true },
      {
        type: 'cache',
        target: '/c',
        id: 'c',
        sharing: 'locked',
        readonly: false,
        mode: 1,
        uid: 2,
        gid: 3,
        input: 1,
        source: '',
      },
      { type: 'tmpfs', target: '/t', size: 1, readonly: true },
      { type: 'secret', id: 's', env: 'S', required: true, mode: 1, uid: 2, gid: 3 },
      { type: 'ssh', id: 's', target: '/ssh', required: true, mode: 1, uid: 2, gid: 3 },
    ],
  },
  [copy.digest, git.digest],
);
const all = new Map([base, git, http, copy, run].map((vertex) => [vertex.digest, vertex]));
const config = { os: 'linux', architecture: 'arm', rootfs: { type: 'layers', diff_ids: [] } } as const;
const target = { platform, root: run.digest, config, history: [{ created_by: 'x', vertex: run.digest }], epoch: 7 };
const graph = graphOf([target], all);
const text = encodeGraph(graph);

test('a graph comes back as it was', () => {
  expect(decodeGraph(text)).toEqual(graph);
  expect(encodeGraph(decodeGraph(text))).toBe(text);
});

interface Stored {
  format: string;
  vertices: { -readonly [K in keyof Vertex]: Vertex[K] }[];
  targets: { root: string; platform: unknown }[];
}

const changed = (change: (stored: Stored) => void): string => {
  const stored = JSON.parse(text) as Stored;
  change(stored);
  return JSON.stringify(stored);
};
const vertexAt = (stored: Stored, index: number): Stored['vertices'][number] => {
  const vertex = stored.vertices[index];
  if (!vertex) throw new Error('no vertex');
  return vertex;
};

describe('a graph is refused', () => {
  const cases: readonly (readonly [name: string, text: string, problem: RegExp])[] = [
    ['that is no JSON', '{', /not JSON/],
    ['of another format', changed((s) => (s.format = 'strake.graph.9')), /\$\.format/],
    ['with unknown fields', changed((s) => Object.assign(s, { extra: 1 })), /\$\.extra: unknown/],
    ['with another op under a digest', changed((s) => (vertexAt(s, 0).op = { kind: 'scratch' })), /has digest/],
    ['with an op that is none', changed((s) => Object.assign(vertexAt(s, 0), { op: { kind: 'rm' } })), /op\.kind/],
    [
      'with an op of a prototype name',
      changed((s) => Object.assign(vertexAt(s, 0), { op: { kind: 'constructor' } })),
      /op\.kind/,
    ],
    ['with an unknown field in an op', changed((s) => Object.assign(vertexAt(s, 0).op, { x: 1 })), /op\.x: unknown/],
    [
      'with a relative mount target',
      changed((s) => Object.assign((vertexAt(s, 4).op as typeof execOp).mounts[0] ?? {}, { target: 'x' })),
      /absolute/,
    ],
    ['whose vertices are in disorder', changed((s) => (s.vertices = s.vertices.toReversed())), /does not come before/],
    [
      'whose op speaks of an input it has not',
      changed((s) => Object.assign(s.vertices, [made(execOp, [])])),
      /has no input 0/,
    ],
    ['whose target is missing', changed((s) => s.targets.forEach((t) => (t.root = digest('9')))), /is not a vertex/],
    ['whose digest is none', changed((s) => s.targets.forEach((t) => (t.root = 'sha256:1'))), /sha256 digest/],
  ];
  test.each(cases)('%s', (_, stored, problem) => expect(() => decodeGraph(stored)).toThrow(problem));

  test('with a coded error', () => {
    expect(() => decodeGraph('[]')).toThrow(
      expect.objectContaining({ code: 'INVALID_GRAPH', hint: expect.any(String) as string }),
    );
  });
});
