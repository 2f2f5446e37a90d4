import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSocketProxy } from '../../src/runtime/mounts/socket-proxy.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-socket-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const META = { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

test('what goes in comes out at the host, and back', async () => {
  const [inside, outside] = [join(directory, 'in'), join(directory, 'out')];
  const server = createServer((socket) => socket.on('data', (data) => socket.end(`host got ${String(data)}`))).listen(
    outside,
  );
  await once(server, 'listening');
  const proxy = await openSocketProxy(inside, outside, META);
  expect(statSync(inside).mode & 0o777).toBe(0o640);
  const client = connect(inside);
  client.write('this');
  expect(await text(client)).toBe('host got this');
  proxy.close();
  server.close();
  expect(existsSync(inside)).toBe(false);
});

test('a host that is not there ends the connection', async () => {
  const proxy = await openSocketProxy(join(directory, 'in'), join(directory, 'nobody'), META);
  const client = connect(join(directory, 'in'));
  await once(client, 'close');
  expect(client.destroyed).toBe(true);
  proxy.close();
});
