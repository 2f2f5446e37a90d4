import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OciError } from '@strake/oci';
import { SandboxError } from '../../src/error.ts';
import { type Handlers, type NoCalls, Peer } from '../../src/jail/peer.ts';

type Calls = {
  double: { params: number; result: number };
  fail: { params: null; result: null };
  full: { params: null; result: null };
  wait: { params: null; result: string };
  say: { params: readonly string[]; result: null };
};

const handlers: Handlers<Calls> = {
  double: async (number) => number * 2,
  fail: async () => {
    throw new SandboxError('MOUNT_FAILED', 'no', { hint: 'do', data: { a: 1 } });
  },
  full: async () => {
    throw new OciError('STORE_FAILED', 'full', { hint: 'make room' });
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled')))),
  say: async (words, { output }) => {
    for (const word of words) output('stdout', Buffer.from(word));
    return null;
  },
};

let directory = '';
let ends: readonly [Socket, Socket];
let client: Peer<NoCalls, Calls>;
let far: Peer<Calls, NoCalls>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-peer-'));
  const server = createServer().listen(join(directory, 's'));
  await once(server, 'listening');
  const near = connect(join(directory, 's'));
  const [other] = (await once(server, 'connection')) as [Socket];
  server.close();
  ends = [near, other];
  client = new Peer({ socket: near, handlers: {}, failure: 'JAIL_FAILED', keepAlive: true });
  far = new Peer({ socket: other, handlers, failure: 'RUN_FAILED', keepAlive: true });
});
afterEach(() => {
  client.close();
  far.close();
  rmSync(directory, { recursive: true });
});

test('calls and answers', async () => {
  await expect(Promise.all([client.call('double', 2), client.call('double', 21)])).resolves.toEqual([4, 42]);
});

test('errors of other packages keep their code and hint, and are no SandboxErrors', async () => {
  const failure = await client.call('full', null).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'STORE_FAILED', message: 'full', hint: 'make room' });
  expect(failure).not.toBeInstanceOf(SandboxError);
});

test('errors keep their code, hint and data', async () => {
  await expect(client.call('fail', null)).rejects.toMatchObject({
    code: 'MOUNT_FAILED',
    message: 'no',
    hint: 'do',
    data: { a: 1 },
  });
});

test('output comes before the answer, in order', async () => {
  let seen = '';
  await client.call('say', ['a', 'b', 'c'], {
    output: (stream, bytes) => (seen += `${stream}:${Buffer.from(bytes).toString()} `),
  });
  expect(seen).toBe('stdout:a stdout:b stdout:c ');
});

test('abort reaches the other side and gives the reason', async () => {
  const controller = new AbortController();
  const call = client.call('wait', null, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await expect(client.call('double', 1, { signal: controller.signal })).rejects.toThrow('enough');
});

test('calls fail when the other side goes, and afterwards', async () => {
  const call = client.call('wait', null);
  ends[1].destroy();
  await expect(call).rejects.toMatchObject({ code: 'JAIL_FAILED' });
  await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'JAIL_FAILED' });
});
