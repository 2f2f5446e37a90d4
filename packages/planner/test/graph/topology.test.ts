import { describe, expect, test } from 'vitest';
import type { Digest } from '@strake/core';
import { graphOf } from '../../src/graph/topology.ts';
import type { Target, Vertex } from '../../src/graph/vertex.ts';
import { digest, execOp, fileOp, made } from './ops.ts';

function targetAt(root: Digest): Target {
  const platform = { os: 'linux', architecture: 'amd64' };
  return { platform, root, config: { ...platform, rootfs: { type: 'layers', diff_ids: [] } }, history: [] };
}

function mapOf(...vertices: readonly Vertex[]): ReadonlyMap<Digest, Vertex> {
  return new Map(vertices.map((vertex) => [vertex.digest, vertex]));
}

describe('graphOf', () => {
  const base = made({ kind: 'scratch' }, []);
  const context = made({ kind: 'local', name: 'context' }, []);
  const copy = made(fileOp, [base.digest, context.digest]);
  const run = made(execOp, [copy.digest]);
  const unused = made({ kind: 'local', name: 'unused' }, []);

  test('has what targets need, inputs first, whatever the order it was given in', () => {
    const graph = graphOf([targetAt(run.digest)], mapOf(unused, run, copy, context, base));
    expect([...graph.vertices.values()]).toEqual([base, context, copy, run]);
  });

  test('has shared vertices once', () => {
    const graph = graphOf([targetAt(run.digest), targetAt(copy.digest)], mapOf(base, context, copy, run));
    expect([...graph.vertices.keys()]).toEqual([base, context, copy, run].map((vertex) => vertex.digest));
  });

  test('names an input that is missing', () => {
    expect(() => graphOf([targetAt(copy.digest)], mapOf(base, copy))).toThrow(context.digest);
    expect(() => graphOf([targetAt(digest('f'))], mapOf(base))).toThrow('no vertex');
  });

  test('takes chains longer than the call stack', () => {
    const chain = [base];
    for (let i = 0; i < 50_000; i++)
      chain.push({
        ...base,
        digest: digest('0').replace(/.{8}$/, String(i).padStart(8, '0')) as Digest,
        inputs: [chain.at(-1)?.digest ?? base.digest],
      });
    const last = chain.at(-1) ?? base;
    expect(graphOf([targetAt(last.digest)], mapOf(...chain)).vertices.size).toBe(50_001);
  });
});
