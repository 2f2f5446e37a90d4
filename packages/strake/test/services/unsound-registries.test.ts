import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';

let home: string;
beforeAll(() => (home = mkdtempSync(join(tmpdir(), 'strake-unsound-'))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each<[string, RequestListener, RegExp]>([
  ['fails', (_, response) => response.writeHead(503).end(), /fails: try again later/],
  ['breaks off', (request) => request.socket.destroy(), /fails: try again later/],
  ['redirects forever', (_, response) => response.writeHead(307, { location: '/v2/' }).end(), /no sound image/],
  ['gives a page', (_, response) => response.end('<html>'), /no sound image/],
  ['has no such image', (_, response) => response.writeHead(404).end(), /is the name right/],
])('a registry that %s: the advice is about that', async (_, listener, advice) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const text = `FROM 127.0.0.1:${(server.address() as AddressInfo).port}/app\nRUN true\n`;
  try {
    await expect(build({ dockerfile: { text }, home })).rejects.toMatchObject({
      diagnostics: [{ code: 'unresolvable-image', hint: expect.stringMatching(advice) }],
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a registry that says nothing keeps nobody from hearing what is wrong with a Dockerfile', async () => {
  const asked = Promise.withResolvers<string | undefined>();
  const server = createServer((request) => {
    request.socket.once('close', () => asked.resolve(request.url));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const text = `FROM 127.0.0.1:${(server.address() as AddressInfo).port}/app\nRUNN true\n`;
  try {
    await expect(build({ dockerfile: { text }, home })).rejects.toMatchObject({ code: 'DOCKERFILE_INVALID' });
    expect(await asked.promise).toBe('/v2/app/manifests/latest');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
