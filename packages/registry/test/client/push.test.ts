import { bytes, collect } from '@strake/core';
import { contentReader, createMemoryStore, type Descriptor, digestOf, type ImageReader, MediaType } from '@strake/oci';
import { describe, expect, test } from 'vitest';
import { pushImage } from '../../src/index.ts';
import { addImage, anyFault, failing, type Fault, status, truncated } from '../../src/testing.ts';
import { asked, client, reference, registry } from '../support/client.ts';

const LOGIN = { username: 'u', password: 'p' };
const DATA = new TextEncoder().encode('some data');
const BLOB: Descriptor = { mediaType: MediaType.layer, digest: digestOf(DATA), size: DATA.byteLength };

describe('a blob', () => {
  test.each<[string, Fault]>([
    ['at once', () => undefined],
    ['when the first upload fails', failing(/PUT/, status(500), 1)],
    ['when the connection breaks', failing(/PUT/, truncated(0), 0)],
    [
      'to where the registry says',
      failing(/POST/, ({ status, headers }) => ({
        status,
        headers: { location: `${headers?.['location']}&sig=a%2Fb+c~` },
      })),
    ],
  ])('is sent %s', async (_, fault) => {
    const target = await registry({ fault });
    const pusher = client().pusher(reference(`${target.host}/app`));
    expect(await pusher.has(BLOB.digest)).toBe(false);
    await pusher.blob(BLOB, () => bytes(DATA));
    expect(target.blob('app', BLOB.digest)).toEqual(DATA);
    expect(await pusher.has(BLOB.digest)).toBe(true);
  });

  test('that is there after a failure is not sent again', async () => {
    const stored = failing(/PUT/, () => ({ status: 500 }), 1);
    const target = await registry({ fault: stored });
    target.addBlob(DATA);
    await client()
      .pusher(reference(`${target.host}/app`))
      .blob(BLOB, () => bytes(DATA));
    expect(asked(target).map((request) => request.split(' ')[0])).toEqual(['POST', 'PUT', 'HEAD']);
  });

  test('that is not what was announced is refused', async () => {
    const target = await registry();
    const pusher = client().pusher(reference(`${target.host}/app`));
    const wrong = pusher.blob({ ...BLOB, digest: digestOf(new Uint8Array(1)) }, () => bytes(DATA));
    await expect(wrong).rejects.toMatchObject({ code: 'SERVER_ERROR', status: 400 });
  });

  test('whose source fails is an error of the source', async () => {
    const target = await registry();
    const broken = async function* () {
      yield DATA.subarray(0, 4);
      throw new Error('the disk is gone');
    };
    const pushed = client()
      .pusher(reference(`${target.host}/app`))
      .blob(BLOB, broken);
    await expect(pushed).rejects.toThrow('the disk is gone');
    expect(target.blob('app', BLOB.digest)).toBeUndefined();
  });

  test('is mounted from another repository, or not', async () => {
    const target = await registry();
    target.addBlob(DATA, 'base');
    const pusher = client().pusher(reference(`${target.host}/app`));
    expect(await pusher.mount(BLOB.digest, 'nowhere')).toBe(false);
    expect(await pusher.mount(BLOB.digest, 'base')).toBe(true);
    expect(target.blob('app', BLOB.digest)).toEqual(DATA);
  });

  test('that is not mounted is sent in the upload that the registry opened for it', async () => {
    const target = await registry();
    const pusher = client().pusher(reference(`${target.host}/app`));
    expect(await pusher.mount(BLOB.digest, 'nowhere')).toBe(false);
    await pusher.blob(BLOB, () => bytes(DATA));
    expect(asked(target).map((request) => request.split(' ')[0])).toEqual(['POST', 'PUT']);
    expect(target.blob('app', BLOB.digest)).toEqual(DATA);
  });

  test.each([401, 403, 404, 405])('is sent where mounting is refused with %s', async (code) => {
    const target = await registry({ fault: failing(/POST .*from=private/, status(code)) });
    const pusher = client().pusher(reference(`${target.host}/app`));
    expect(await pusher.mount(BLOB.digest, 'private')).toBe(false);
    await pusher.blob(BLOB, () => bytes(DATA));
    expect(target.blob('app', BLOB.digest)).toEqual(DATA);
  });

  test('goes without the login to storage on another host', async () => {
    const storage = await registry({ fault: failing(/PUT/, status(201)) });
    const elsewhere = failing(/POST/, (answer) =>
      answer.status === 202 ? { status: 202, headers: { location: `http://${storage.host}/bucket?sig=x` } } : answer,
    );
    const target = await registry({ login: LOGIN, fault: elsewhere });
    const to = client({ credentials: { get: async () => LOGIN } });
    await to.pusher(reference(`${target.host}/app`)).blob(BLOB, () => bytes(DATA));
    expect(storage.requests.map(({ method, authorization }) => [method, authorization])).toEqual([['PUT', '']]);
    expect(storage.requests[0]?.body).toEqual(DATA);
  });
});

describe('a manifest', () => {
  test('is stored by digest or tag', async () => {
    const target = await registry();
    const pusher = client().pusher(reference(`${target.host}/app`));
    const document = new TextEncoder().encode('{"schemaVersion":2}');
    const descriptor = await pusher.manifest(document, MediaType.manifest, 'v1');
    expect(descriptor).toEqual({
      mediaType: MediaType.manifest,
      digest: digestOf(document),
      size: document.byteLength,
    });
    expect(target.manifest('app', 'v1')).toEqual(document);
    expect(target.requests.at(-1)?.type).toBe(MediaType.manifest);
    await pusher.manifest(document, MediaType.manifest);
    expect(asked(target).at(-1)).toBe(`PUT app/manifests/${descriptor.digest}`);
  });

  test('that the registry changes is an error', async () => {
    const changed = { 'docker-content-digest': `sha256:${'0'.repeat(64)}` };
    const target = await registry({ fault: failing(/PUT/, () => ({ status: 201, headers: changed })) });
    const pushed = client()
      .pusher(reference(`${target.host}/app`))
      .manifest(DATA, MediaType.manifest, 'v1');
    await expect(pushed).rejects.toMatchObject({ code: 'MISMATCH' });
  });
});

describe('an image', () => {
  async function copy(options: { readonly fault?: Fault; readonly mountFrom?: readonly string[] } = {}) {
    const source = await registry();
    const image = addImage(source, 'from', 'v1');
    const target = await registry({ login: LOGIN, ...(options.fault ? { fault: options.fault } : {}) });
    const both = client({ credentials: { get: async (host) => (host === target.host ? LOGIN : undefined) } });
    const states: string[] = [];
    const push = () =>
      pushImage({
        client: both,
        reader: both.reader(reference(`${source.host}/from`)),
        root: image.index,
        to: reference(`${target.host}/to:latest`),
        ...(options.mountFrom ? { mountFrom: options.mountFrom } : {}),
        onProgress: ({ descriptor, state }) =>
          states.push(`${state} ${descriptor.mediaType.includes('config') ? 'config' : 'layer'}`),
      });
    return { source, target, image, push, states };
  }

  test('is copied whole, its tag last', async () => {
    const { target, image, push, states } = await copy();
    expect(await push()).toEqual(image.index);
    expect(target.blob('to', image.layer.digest)).toEqual(image.data);
    expect(target.blob('to', image.config.digest)).toBeDefined();
    expect(
      asked(target)
        .filter((request) => request.startsWith('PUT to/manifests'))
        .at(-1),
    ).toBe('PUT to/manifests/latest');
    expect(states).toContain('done layer');
  });

  test('that is there is not sent again', async () => {
    const { target, push, states } = await copy();
    await push();
    const before = target.requests.length;
    states.length = 0;
    await push();
    expect(states.sort()).toEqual(['there config', 'there layer']);
    expect(target.requests.slice(before).some(({ method }) => method === 'POST')).toBe(false);
  });

  test('takes over what another repository has', async () => {
    const { target, image, push, states } = await copy({ mountFrom: ['nowhere', 'base'] });
    target.addBlob(image.data, 'base');
    await push();
    expect(states).toContain('mounted layer');
    expect(states).toContain('done config');
  });

  test('is sent where the registry says that it has taken over what it then does not know', async () => {
    const { target, image, push, states } = await copy({
      mountFrom: ['base'],
      fault: failing(/POST .*mount=/, status(201)),
    });
    expect(await push()).toEqual(image.index);
    expect(target.blob('to', image.layer.digest)).toEqual(image.data);
    expect(states.filter((state) => state.endsWith('layer'))).toEqual(['mounted layer', 'sending layer', 'done layer']);
  });

  test('whose manifest is refused for another reason is an error, and nothing is sent twice', async () => {
    const { target, image, push } = await copy({
      mountFrom: ['base'],
      fault: failing(/PUT .*manifests/, status(400)),
    });
    target.addBlob(image.data, 'base');
    await expect(push()).rejects.toMatchObject({ code: 'SERVER_ERROR', status: 400 });
    expect(target.requests.filter(({ method, path }) => method === 'PUT' && path.includes('manifests'))).toHaveLength(
      1,
    );
  });

  test('that fails leaves no tag', async () => {
    const { target, push } = await copy({ fault: anyFault(failing(/PUT .*uploads/, status(403))) });
    await expect(push()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(target.manifest('to', 'latest')).toBeUndefined();
  });

  test('can come from a store', async () => {
    const [source, target] = [await registry(), await registry()];
    const image = addImage(source, 'from', 'v1');
    const store = createMemoryStore();
    const reader: ImageReader = client().reader(reference(`${source.host}/from`));
    for (const part of [image.index, image.manifest]) await store.write(bytes(await reader.manifest(part)));
    for (const part of [image.config, image.layer]) await store.write(bytes(await collect(reader.blob(part), 1e6)));
    const to = reference(`${target.host}/to:v2`);
    expect(await pushImage({ client: client(), reader: contentReader(store), root: image.index, to })).toEqual(
      image.index,
    );
  });

  test('stops when told to', async () => {
    const { push } = await copy({ fault: failing(/POST/, (answer) => ({ ...answer, cutAfter: 'never' })) });
    await expect(push()).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});
