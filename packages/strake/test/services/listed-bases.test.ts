import { parse } from '@strake/parser';
import { type Graph, plan } from '@strake/planner';
import type { ImageOp } from '@strake/planner/graph';
import type { Layer } from '@strake/oci';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/index.ts';
import { type Destinations, keepingNeeded } from '../../src/services/listed-bases.ts';

const LINUX = { os: 'linux', architecture: 'amd64' } as const;

/** Every image is of another manifest, and has a config of its own. */
function graphOf(dockerfile: string): Graph {
  const digests = new Map<string, `sha256:${string}`>();
  const images = ({ ref }: { readonly ref: string }) => {
    const manifest = digests.get(ref) ?? (`sha256:${String(digests.size).repeat(64)}` as const);
    digests.set(ref, manifest);
    return { manifest, config: { ...LINUX, rootfs: { type: 'layers', diff_ids: [manifest] } } as const };
  };
  const step = plan(parse(dockerfile), { buildPlatform: LINUX, images });
  if (step.status !== 'ready') throw new Error(JSON.stringify(step));
  return step.graph;
}

type Wanted = Omit<Destinations, 'sourcesOf'>;

/** Images of which only a listing is wanted, without tag and digest; in brackets those of which only an index is. */
async function listed(dockerfile: string, destinations: Wanted) {
  const graph = graphOf(dockerfile);
  const asked: unknown[] = [];
  const whole = { index: (_, options) => Promise.reject(asked.push(options)) } as Pick<Layer, 'index'> as Layer;
  const light = { ...whole, index: () => Promise.reject(asked.push('listing')) };
  const layer = { ...whole, listed: () => Promise.resolve(light) };
  const images = keepingNeeded({ layers: () => Promise.resolve([layer]) }, graph, {
    ...destinations,
    sourcesOf: ({ ref }) => [ref],
  });
  const names: string[] = [];
  for (const { op } of graph.vertices.values()) {
    if (op.kind !== 'image') continue;
    const [given] = await images.layers(op, () => undefined, new AbortController().signal);
    await given?.index().catch(() => undefined);
    const how = asked.at(-1) as { readonly only?: boolean } | 'listing' | undefined;
    if (how === 'listing') names.push(nameOf(op));
    else if (how?.only === true) names.push(`(${nameOf(op)})`);
  }
  return names;
}

function nameOf({ ref }: ImageOp): string {
  return ref.replace(/^.*\/(\w+)[:@].*$/, '$1');
}

const PUSH: Output = { type: 'image', push: true };
const PUSHED = { outputs: [PUSH], tags: ['r.io/app'] };

describe('what is kept of bases', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing for COPY', 'FROM r.io/a\nCOPY x /', ['a']],
    ['nothing for WORKDIR', 'FROM r.io/a\nWORKDIR /x', ['a']],
    ['all for RUN', 'FROM r.io/a\nCOPY x /\nRUN x', []],
    ['all for a RUN of another stage', 'FROM r.io/a AS s\nRUN x\nFROM r.io/b\nCOPY --from=s /x /', ['b']],
    ['all for a mount of it', 'FROM r.io/a AS s\nFROM r.io/b\nRUN --mount=from=s,target=/s x', []],
    ['all for COPY --from', 'FROM r.io/a AS s\nCOPY x /\nFROM r.io/b\nCOPY --from=s /x /', ['b']],
    ['all for COPY --from of its own base', 'FROM r.io/a AS s\nFROM s\nCOPY --from=s /x /y', []],
    ['all where an owner is looked up in it', 'FROM r.io/a\nCOPY --chown=me x /', []],
    ['all where a group is looked up in it', 'FROM r.io/a\nCOPY --chown=0:us x /', []],
    ['nothing where an owner is a number', 'FROM r.io/a\nCOPY --chown=root:7 x /', ['a']],
    ['all of what another registry lacks', 'FROM other.io/a\nCOPY x /', []],
    ['nothing of a stage that is not sent', 'FROM other.io/a AS s\nFROM r.io/b\nCOPY x /', ['b']],
  ])('for an image that is sent to r.io: %s', async (_, dockerfile, expected) =>
    expect(await listed(dockerfile, PUSHED)).toEqual(expected),
  );

  test.each<[string, Wanted, boolean]>([
    ['nothing', {}, true],
    ['the cache', { outputs: [{ type: 'cacheonly' }] }, true],
    ['a name here', { tags: ['r.io/app'] }, false],
    [
      'a name here beside one that is sent',
      { ...PUSHED, tags: ['r.io/app', 'r.io/b'], outputs: [{ ...PUSH, names: ['r.io/app'] }] },
      false,
    ],
    ['an image in the store', { ...PUSHED, outputs: [{ type: 'image' }] }, false],
    ['the registry', PUSHED, true],
    ['the registry, by digest', { ...PUSHED, outputs: [{ type: 'image', pushByDigest: true }] }, true],
    ['the registry, packed anew', { ...PUSHED, outputs: [{ ...PUSH, forceCompression: true }] }, false],
    ['the registry and another', { ...PUSHED, tags: ['r.io/app', 'other.io/app'] }, false],
    ['the registry and an archive', { ...PUSHED, outputs: [PUSH, { type: 'oci', dest: 'x' }] }, false],
    ['files', { outputs: [{ type: 'local', dest: 'x' }] }, false],
  ])('for %s', async (_, destinations, isListed) =>
    expect(await listed('FROM r.io/a\nCOPY x /', destinations)).toEqual(isListed ? ['a'] : []),
  );

  test.each<[string, Wanted, readonly string[]]>([
    ['its source', { cacheFrom: [{ type: 'local', src: 'x' }] }, ['(a)']],
    ['its target', { cacheTo: [{ type: 'local', dest: 'x' }] }, ['(a)']],
    ['neither', { cacheFrom: [], cacheTo: [] }, ['a']],
  ])('of layers an index is made where a cache elsewhere is %s', async (_, caches, expected) =>
    expect(await listed('FROM r.io/a\nCOPY x /', { ...PUSHED, ...caches })).toEqual(expected),
  );
});
