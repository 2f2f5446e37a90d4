import { setImmediate } from 'node:timers/promises';
import type { ImageQuery } from '@strake/planner';
import { expect, test } from 'vitest';
import { type AskForImage, type ExpectedImages, expectedImages } from '../../src/services/expected-images.ts';

const QUERY: ImageQuery = {
  ref: 'docker.io/library/busybox:latest',
  platform: { os: 'linux', architecture: 'amd64' },
};
const OTHER: ImageQuery = { ...QUERY, ref: 'docker.io/library/debian:latest' };
const ELSEWHERE: ImageQuery = { ...QUERY, platform: { os: 'linux', architecture: 'arm64' } };
const signal = (): AbortSignal => new AbortController().signal;

function counting(ask: AskForImage<string>): {
  readonly images: ExpectedImages<string>;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const images = expectedImages<string>((query, stop, onLayers) => {
    asked.push(query.ref);
    return ask(query, stop, onLayers);
  });
  return { images, asked };
}

test('what is expected is asked for once, and taken once', async () => {
  const { images, asked } = counting(async ({ ref }) => `image ${ref}`);
  await images.expect(QUERY, signal());
  expect(await images.take(OTHER)).toBeUndefined();
  expect(await images.take(ELSEWHERE)).toBeUndefined();
  expect(await images.take(QUERY)).toBe(`image ${QUERY.ref}`);
  expect(await images.take(QUERY)).toBeUndefined();
  expect(asked).toEqual([QUERY.ref]);
});

test('an expectation is settled when the layers are known, before the image is', async () => {
  const gate = Promise.withResolvers<string>();
  const { images } = counting((_, _signal, onLayers) => {
    onLayers();
    return gate.promise;
  });
  await images.expect(QUERY, signal());
  gate.resolve('image');
  expect(await images.take(QUERY)).toBe('image');
});

test('an expectation is settled where nobody need be asked', async () => {
  const { images } = counting(async () => undefined);
  await images.expect(QUERY, signal());
  expect(await images.take(QUERY)).toBeUndefined();
});

test('what failed is said to who takes it, and to nobody else', async () => {
  const { images } = counting(() => Promise.reject(new Error('no such image')));
  await images.expect(QUERY, signal());
  await images.expect(OTHER, signal());
  await setImmediate();
  await expect(images.take(QUERY)).rejects.toThrow('no such image');
});

test.each(['closed', 'aborted'])('what nobody takes is let go of when it is %s', async (how) => {
  const { images } = counting(
    (_, stop) => new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason))),
  );
  const build = new AbortController();
  const expectation = images.expect(QUERY, build.signal);
  if (how === 'closed') images.close();
  else build.abort();
  await expectation;
  await expect(images.take(QUERY)).rejects.toMatchObject({ name: 'AbortError' });
});
