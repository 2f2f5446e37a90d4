import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Reference } from '@strake/oci';
import { expect, onTestFinished, test } from 'vitest';
import { pushImage } from '../src/index.ts';
import { addImage } from '../src/testing.ts';
import { client, reference, registry, textOf } from './support/client.ts';

const HAS_REGISTRY = spawnSync('docker-registry', ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Debian's docker-registry on a free port; its host. */
async function dockerRegistry(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-registry-'));
  const port = await freePort();
  const config = join(directory, 'config.yml');
  const storage = `storage: { filesystem: { rootdirectory: ${JSON.stringify(join(directory, 'data'))} } }`;
  writeFileSync(config, `version: 0.1\nlog: { level: error }\n${storage}\nhttp: { addr: "127.0.0.1:${port}" }\n`);
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  onTestFinished(() => stop(child, directory));
  const host = `127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    const up = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (up?.ok) return host;
    await setTimeout(50);
  }
  throw new Error('docker-registry did not start');
}

async function stop(child: ChildProcess, directory: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}

// Debian's package docker-registry gives the peer.
test.runIf(HAS_REGISTRY)('an image goes to docker-registry and comes back', async () => {
  const host = await dockerRegistry();
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
