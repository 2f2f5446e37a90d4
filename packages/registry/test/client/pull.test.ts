import { type ByteStream, collect } from '@strake/core';
import { createMemoryStore, MANIFEST_LIMIT, MediaType, readManifest } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { endpointsOf } from '../../src/client/endpoint.ts';
import { mirrorsFromEnv, RegistryError, type Transport } from '../../src/index.ts';
import { createHttpTransport } from '../../src/node.ts';
import {
  addImage,
  type Answer,
  anyFault,
  failing,
  type Fault,
  longer,
  redirectTo,
  shorter,
  silent,
  status,
  truncated,
  wrongBytes,
} from '../../src/testing.ts';
import { asked, client, reference, registry, textOf } from '../support/client.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const BIG = new Uint8Array(3_000_000).map((_, i) => i % 251);

describe('an image', () => {
  test('is resolved, read and verified', async () => {
    const source = await registry();
    const image = addImage(source, 'team/app', 'v1');
    const name = `${source.host}/team/app:v1`;
    const from = client();
    const root = await from.resolve(reference(name));
    expect(root).toEqual(image.index);
    const read = await readManifest(from.reader(reference(name)), root, AMD64, { createHasher: nodeHasher });
    expect(read.descriptor).toMatchObject({ digest: image.manifest.digest });
    expect(read.config.config?.Cmd).toEqual(['sh']);
    expect(await textOf(from, name, image.layer)).toBe('layer of team/app:v1');
    expect(asked(source)).toEqual([
      'GET team/app/manifests/v1',
      `GET team/app/manifests/${image.manifest.digest}`,
      `GET team/app/blobs/${image.config.digest}`,
      `GET team/app/blobs/${image.layer.digest}`,
    ]);
  });

  test('is resolved by digest', async () => {
    const source = await registry();
    const image = addImage(source, 'app', 'v1');
    const found = await client().resolve(reference(`${source.host}/app:other@${image.manifest.digest}`));
    expect(found).toEqual(image.manifest);
  });

  test('that the store knows costs one HEAD request, by digest none', async () => {
    const source = await registry();
    const image = addImage(source, 'app', 'v1');
    const store = createMemoryStore();
    const name = reference(`${source.host}/app:v1`);
    const readAll = async () => {
      const from = client({ store });
      const reader = from.reader(name);
      const root = await from.resolve(name);
      expect(root).toEqual(image.index);
      await reader.manifest(root);
      await reader.manifest(image.manifest);
      expect(await textOf(from, `${source.host}/app`, image.config)).toContain('"Cmd"');
    };
    await readAll();
    expect(asked(source)).toHaveLength(4);
    await readAll();
    expect(asked(source).slice(4)).toEqual(['HEAD app/manifests/v1']);
    expect(await client({ store }).resolve({ ...name, digest: image.manifest.digest })).toEqual(image.manifest);
    expect(asked(source)).toHaveLength(5);
  });

  test('that will be read comes with the answer, and is kept', async () => {
    const source = await registry();
    const image = addImage(source, 'app', 'v1');
    const name = reference(`${source.host}/app:v1`);
    const store = createMemoryStore();
    const from = client({ store });
    expect(await from.resolve(name, undefined, { reads: true })).toEqual(image.index);
    await from.reader(name).manifest(image.index);
    expect(asked(source)).toEqual(['GET app/manifests/v1']);
    expect(await store.stat(image.index.digest)).toMatchObject({ size: image.index.size });
  });

  test.each<[string, Fault]>([
    ['is not supported', failing(/HEAD/, status(405))],
    [
      'says nothing of the digest',
      failing(/HEAD/, (answer) => ({ ...answer, headers: { 'content-type': MediaType.index } })),
    ],
  ])('is asked for by GET when HEAD %s', async (_, fault) => {
    const source = await registry({ fault });
    const image = addImage(source, 'app', 'v1');
    expect(await client({ store: createMemoryStore() }).resolve(reference(`${source.host}/app:v1`))).toEqual(
      image.index,
    );
    expect(asked(source)).toEqual(['HEAD app/manifests/v1', 'GET app/manifests/v1']);
  });
});

describe('a registry that lies is found out (CVE-2024-3727)', () => {
  test.each<[string, Fault, string]>([
    ['other bytes', failing(/blobs/, wrongBytes), 'MISMATCH'],
    ['more bytes', failing(/blobs/, longer), 'MISMATCH'],
    ['fewer bytes', failing(/blobs/, shorter), 'UNREACHABLE'],
    ['a connection that always breaks', failing(/blobs/, truncated(2)), 'UNREACHABLE'],
    ['silence', failing(/blobs/, silent), 'UNREACHABLE'],
    ['a redirect loop', failing(/blobs/, redirectTo('?again')), 'INVALID'],
    ['a redirect to another protocol', failing(/blobs/, redirectTo('file:///etc/passwd')), 'INVALID'],
    [
      'a range that was not asked for',
      anyFault(failing(/blobs/, truncated(4), 1), failing(/blobs/, otherRange)),
      'INVALID',
    ],
  ])('blob: %s', async (_, fault, code) => {
    const source = await registry({ fault });
    const image = addImage(source, 'app', 'v1');
    const read = textOf(client(), `${source.host}/app`, image.layer);
    await expect(read).rejects.toMatchObject({ name: 'RegistryError', code });
  });

  test.each<[string, Fault, string]>([
    ['other bytes than its tag announces', failing(/manifests/, wrongBytes), 'MISMATCH'],
    [
      'another digest than it has',
      failing(/manifests/, (answer) => ({ ...answer, headers: announcing(OTHER) })),
      'MISMATCH',
    ],
    [
      'no digest that is one: what came counts',
      failing(/manifests/, (answer) => ({ ...answer, headers: announcing('sha256:../x') })),
      '',
    ],
    [
      'no digest: what came counts',
      failing(/manifests/, ({ status, body }) => ({ status, ...(body ? { body } : {}) })),
      '',
    ],
    [
      'more than 4 MiB',
      failing(/manifests/, (answer) => ({ ...answer, body: new Uint8Array(MANIFEST_LIMIT + 1) })),
      'INVALID',
    ],
  ])('manifest: %s', async (_, fault, code) => {
    const source = await registry({ fault });
    const image = addImage(source, 'app', 'v1');
    const resolved = await client()
      .resolve(reference(`${source.host}/app:v1`))
      .catch((error: unknown) => error);
    expect(resolved).toMatchObject(code === '' ? image.index : { code });
  });

  test('manifest by digest: other bytes, or another size', async () => {
    const source = await registry({
      fault: failing(/manifests/, (answer) => ({ ...wrongBytes(answer), headers: {} }), 1),
    });
    const image = addImage(source, 'app', 'v1');
    const read = (size: number) =>
      client()
        .reader(reference(`${source.host}/app`))
        .manifest({ ...image.index, size });
    await expect(read(image.index.size)).rejects.toMatchObject({ code: 'MISMATCH' });
    await expect(read(image.index.size + 1)).rejects.toMatchObject({ code: 'MISMATCH' });
    expect((await read(image.index.size)).byteLength).toBe(image.index.size);
  });

  test('what was wrong is not kept', async () => {
    const source = await registry({ fault: failing(/GET/, wrongBytes) });
    const image = addImage(source, 'app', 'v1');
    const store = createMemoryStore();
    const from = client({ store });
    await expect(from.reader(reference(`${source.host}/app`)).manifest(image.index)).rejects.toThrow(RegistryError);
    await expect(textOf(from, `${source.host}/app`, image.config)).rejects.toThrow(RegistryError);
    expect(await store.stat(image.index.digest)).toBeUndefined();
    expect(await store.stat(image.config.digest)).toBeUndefined();
  });
});

test('who verifies layers by itself gets them as they come, but no other configuration', async () => {
  const source = await registry({ fault: failing(/blobs/, wrongBytes) });
  const image = addImage(source, 'app', 'v1');
  const reader = client().reader(reference(`${source.host}/app`), { unverified: true });
  expect([...(await collect(reader.blob(image.layer), 1e6))]).toEqual([...image.data].map((byte) => byte ^ 1));
  await expect(collect(reader.blob(image.config), 1e6)).rejects.toMatchObject({ code: 'MISMATCH' });
});

test('memory of layers is given back to who keeps none, of configurations never', async () => {
  const source = await registry();
  const image = addImage(source, 'app', 'v1');
  const seen: [string, boolean][] = [];
  const http = createHttpTransport();
  onTestFinished(() => http[Symbol.dispose]());
  const transport: Transport = {
    send: (request) => {
      seen.push([request.url.slice(request.url.lastIndexOf('/') + 1), request.reuse ?? false]);
      return http.send(request);
    },
  };
  const reader = client({ transport }).reader(reference(`${source.host}/app`), { reuse: true });
  for (const blob of [image.layer, image.config]) await collect(reader.blob(blob), 1e6);
  expect(seen).toEqual([
    [image.layer.digest, true],
    [image.config.digest, false],
  ]);
});

async function* breaking(data: ByteStream): ByteStream {
  yield* data;
  throw new RegistryError('UNREACHABLE', 'the connection broke', { retryable: true });
}

describe('what passes is waited for', () => {
  test.each<[string, Fault, number]>([
    ['status 500', failing(/manifests/, status(500), 3), 4],
    ['status 429', failing(/manifests/, status(429, { 'retry-after': '1' }), 2), 3],
    ['a connection that breaks before the answer', failing(/manifests/, truncated(0), 0), 1],
  ])('%s', async (_, fault, requests) => {
    const source = await registry({ fault });
    const image = addImage(source, 'app', 'v1');
    expect(await client().resolve(reference(`${source.host}/app:v1`))).toEqual(image.index);
    expect(asked(source)).toHaveLength(requests);
  });

  test('a blob goes on where the connection broke', async () => {
    const source = await registry({ fault: failing(/blobs/, truncated(1_200_000), 6) });
    const image = addImage(source, 'app', 'v1', BIG);
    expect((await textOf(client(), `${source.host}/app`, image.layer)).length).toBeGreaterThan(1e6);
    expect(source.requests.map(({ range }) => range)).toEqual(['', 'bytes=1200000-', 'bytes=2400000-']);
  });

  test('a blob that has come whole is that, however the connection ends', async () => {
    const source = await registry();
    const image = addImage(source, 'app', 'v1');
    const http = createHttpTransport();
    onTestFinished(() => http[Symbol.dispose]());
    const transport: Transport = {
      async send(request) {
        const answer = await http.send(request);
        return { ...answer, body: breaking(answer.body) };
      },
    };
    expect(await textOf(client({ transport }), `${source.host}/app`, image.layer)).toBe('layer of app:v1');
    expect(asked(source)).toHaveLength(1);
  });

  test('a blob starts again where there are no ranges', async () => {
    const whole = failing(/blobs/, (answer) => ({
      status: 200,
      body: Buffer.concat([BIG.subarray(0, BIG.byteLength - (answer.body?.byteLength ?? 0)), answer.body ?? BIG]),
    }));
    const source = await registry({ fault: anyFault(failing(/blobs/, truncated(1_200_000), 1), whole) });
    const image = addImage(source, 'app', 'v1', BIG);
    expect((await textOf(client(), `${source.host}/app`, image.layer)).length).toBeGreaterThan(1e6);
  });

  test.each<[string, (answer: Answer) => Answer]>([
    ['refuses the rest', status(416)],
    ['gives another range', (answer) => ({ ...otherRange(answer), body: BIG.subarray(1, 5) })],
  ])('a blob starts again where the registry %s', async (_, change) => {
    const broken: Fault = ({ path, range }) => (/blobs/.test(path) ? (range === '' ? brokenOnce : change) : undefined);
    let left = 1;
    const brokenOnce = (answer: Answer): Answer => (left-- > 0 ? truncated(1_200_000)(answer) : answer);
    const source = await registry({ fault: broken });
    const image = addImage(source, 'app', 'v1', BIG);
    expect((await textOf(client(), `${source.host}/app`, image.layer)).length).toBeGreaterThan(1e6);
    expect(source.requests.map(({ range }) => range)).toEqual(['', 'bytes=1200000-', '']);
  });

  test.each<[string, Fault, string, number]>([
    ['status 500', failing(/manifests/, status(500)), 'SERVER_ERROR', 4],
    ['status 429', failing(/manifests/, status(429)), 'RATE_LIMITED', 4],
    ['status 403', failing(/manifests/, status(403)), 'UNAUTHORIZED', 1],
    ['status 404', failing(/manifests/, status(404)), 'IMAGE_NOT_FOUND', 1],
    ['status 418', failing(/manifests/, status(418)), 'SERVER_ERROR', 1],
    ['status 401 that asks for nothing', failing(/manifests/, status(401)), 'UNAUTHORIZED', 1],
  ])('but not for ever: %s', async (_, fault, code, requests) => {
    const source = await registry({ fault });
    const failed = client().resolve(reference(`${source.host}/app:v1`));
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(source.host) as string });
    expect(asked(source)).toHaveLength(requests);
  });

  test('a blob that is gone is named', async () => {
    const source = await registry({ fault: failing(/blobs/, status(404)) });
    const { layer } = addImage(source, 'app', 'v1');
    await expect(textOf(client(), `${source.host}/app:v1`, layer)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: `${source.host}/app:v1: ${layer.digest} not found on ${source.host}`,
      hint: expect.stringContaining('parts of the image') as string,
    });
  });

  test('an aborted signal ends it', async () => {
    const source = await registry({ fault: failing(/./, silent) });
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 20);
    await expect(client().resolve(reference(`${source.host}/app`), stop.signal)).rejects.toBe(reason);
    await expect(client().resolve(reference(`${source.host}/app`), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('nobody there', async () => {
    const source = await registry();
    await source[Symbol.asyncDispose]();
    const failed = client().resolve(reference(`${source.host}/app`));
    await expect(failed).rejects.toMatchObject({ code: 'UNREACHABLE', hint: expect.any(String) as string });
  });
});

describe('mirrors', () => {
  const mirrored = (...hosts: readonly { readonly host: string }[]) =>
    client({ mirrors: { 'docker.io': hosts.map(({ host }) => `http://${host}/`) } });

  test('are asked in order, and have the names of Docker Hub', async () => {
    const [empty, full] = [await registry(), await registry()];
    const image = addImage(full, 'library/busybox', 'latest');
    expect(await mirrored(empty, full).resolve(reference('busybox'))).toEqual(image.index);
    expect(asked(empty)).toEqual(['GET library/busybox/manifests/latest']);
  });

  test.each<[string, Fault]>([
    ['is down', failing(/./, silent)],
    ['fails', failing(/./, status(503))],
    ['wants a login', failing(/./, status(401, { 'www-authenticate': 'Basic realm="x"' }))],
    ['lies', failing(/manifests/, wrongBytes)],
  ])('that %s is passed over', async (_, fault) => {
    const [bad, good] = [await registry({ fault }), await registry()];
    addImage(bad, 'library/busybox', 'latest');
    const image = addImage(good, 'library/busybox', 'latest');
    expect(await mirrored(bad, good).resolve(reference('busybox'))).toEqual(image.index);
  });

  test('what a mirror says counts more than that the registry cannot be reached', async () => {
    const [empty, gone] = [await registry(), await registry()];
    await gone[Symbol.asyncDispose]();
    await expect(mirrored(empty, gone).resolve(reference('busybox'))).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
  });

  test('all that could not be reached is named, with what to do', async () => {
    const [one, other] = [await registry(), await registry()];
    for (const { [Symbol.asyncDispose]: end } of [one, other]) await end();
    await expect(mirrored(one, other).resolve(reference('busybox'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(
        `^no answer from ${one.host}.*, the mirror of docker.io; no answer from ${other.host}`,
      ) as string,
      hint: expect.stringContaining('STRAKE_REGISTRY_MIRROR') as string,
    });
  });

  test('that is no URL is said to be none', async () => {
    const from = client({ mirrors: { 'docker.io': ['127.0.0.1:5000'] } });
    await expect(from.resolve(reference('busybox'))).rejects.toMatchObject({ code: 'INVALID' });
  });

  test.each<[Record<string, string>, readonly string[] | undefined]>([
    [{}, undefined],
    [{ STRAKE_REGISTRY_MIRROR: '' }, undefined],
    [{ STRAKE_REGISTRY_MIRROR: 'http://a:5000' }, ['http://a:5000']],
    [{ STRAKE_REGISTRY_MIRROR: ' http://a:5000/, https://b ,' }, ['http://a:5000/', 'https://b']],
  ])('in the environment: %j', (env, urls) => {
    expect(mirrorsFromEnv(env)).toEqual(urls ? { 'docker.io': urls } : {});
  });
});

test.each<[string, readonly string[], string]>([
  ['docker.io', [], 'https://registry-1.docker.io'],
  ['ghcr.io', [], 'https://ghcr.io'],
  ['ghcr.io', ['ghcr.io'], 'http://ghcr.io'],
  ['localhost:5000', [], 'http://localhost:5000'],
  ['127.0.0.1', [], 'http://127.0.0.1'],
  ['[::1]:5000', [], 'http://[::1]:5000'],
  ['localhost.example.com', [], 'https://localhost.example.com'],
  ['127.0.0.1.example.com', [], 'https://127.0.0.1.example.com'],
  ['constructor', [], 'https://constructor'],
])('%s is at, with %j insecure, %s', (host, insecure, url) => {
  expect(endpointsOf(host, { insecure, mirrors: {} })).toEqual([{ url, host }]);
});

const OTHER = `sha256:${'0'.repeat(64)}`;

function announcing(digest: string): Readonly<Record<string, string>> {
  return { 'content-type': MediaType.index, 'docker-content-digest': digest };
}

function otherRange(answer: Answer): Answer {
  return { ...answer, status: 206, headers: { 'content-range': 'bytes 1-5/6' } };
}
