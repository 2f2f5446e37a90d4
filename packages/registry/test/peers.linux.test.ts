import type { Reference } from '@strake/oci';
import { expect, onTestFinished, test } from 'vitest';
import { pushImage } from '../src/index.ts';
import { addImage } from '../src/testing.ts';
import { client, reference, registry, textOf } from './support/client.ts';
import { HAS_REGISTRY, startDockerRegistry } from './support/docker-registry.ts';

// Debian's package docker-registry gives the peer.
test.runIf(HAS_REGISTRY).each([
  ['docker-registry', false],
  ['one that wants TLS', true],
])('an image goes to %s and comes back', async (_, tls) => {
  const peer = await startDockerRegistry({ tls });
  onTestFinished(() => peer[Symbol.asyncDispose]());
  const { host } = peer;
  const source = await registry();
  const data = new Uint8Array(2_000_000).map((_, i) => (i * 7) % 253);
  const image = addImage(source, 'team/from', 'v1', data);
  const both = client();
  const push = (to: Reference, mountFrom: readonly string[] = []) =>
    pushImage({
      client: both,
      reader: both.reader(reference(`${source.host}/team/from`)),
      root: image.index,
      to,
      mountFrom,
    });
  expect(await push(reference(`${host}/team/to:v1`))).toEqual(image.index);
  const back = reference(`${host}/team/to:v1`);
  expect(await both.resolve(back)).toEqual(image.index);
  expect(await both.resolve({ ...back, digest: image.manifest.digest })).toEqual(image.manifest);
  expect(await textOf(both, `${host}/team/to`, image.layer)).toBe(new TextDecoder().decode(data));
  expect(await push(reference(`${host}/other:v1`), ['team/to'])).toEqual(image.index);
  expect(await both.pusher(reference(`${host}/other`)).has(image.layer.digest)).toBe(true);
  await expect(both.resolve(reference(`${host}/team/to:v2`))).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
});
