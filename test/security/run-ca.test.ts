import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../e2e/support/strake.ts';

let shop: Workshop;
let server: Server;
let port: number;
let context: string;

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { cwd: shop.directory, stdio: 'ignore' });
};

/** A private CA, and a server whose certificate it has signed. */
beforeAll(async () => {
  shop = await openWorkshop();
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=CA');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'request', '-subj', '/CN=localhost');
  openssl('x509', '-req', '-in', 'request', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'cert.pem');
  const read = (name: string): Buffer => readFileSync(join(shop.directory, name));
  server = createServer({ key: read('key.pem'), cert: read('cert.pem') }, (_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  context = shop.context({ Dockerfile: '' });
  copyProgram('/usr/bin/openssl');
});
afterAll(() => {
  server.close();
  shop[Symbol.dispose]();
});

/** Copies a program of the host and the libraries it is linked with into the context's `root`. */
function copyProgram(program: string): void {
  const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const file of [program, ...libraries]) {
    const copy = join(context, 'root', file);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
}

function dockerfile(): string {
  const connect = `openssl s_client -verify_return_error -brief -connect 127.0.0.1:${port} </dev/null 2>&1`;
  return `FROM busybox\nCOPY root /\nRUN --network=host ${connect} && echo trusted || echo refused\n`;
}

async function build(...args: readonly string[]): Promise<{ readonly stderr: string; readonly layers: string }> {
  const file = join(shop.directory, 'Dockerfile');
  writeFileSync(file, dockerfile());
  const common = ['--allow', 'network.host', '--progress', 'plain', '--no-cache', '--json', '-f', file];
  const { code, stderr, stdout } = await shop.strake(['build', ...shop.base, ...common, ...args, context]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { images } = JSON.parse(stdout) as {
    images: { layers: { diffId: string; createdBy?: string }[]; config: unknown }[];
  };
  return { stderr, layers: JSON.stringify(images[0]) };
}

test('RUN trusts a server under a private CA only with --ca, which leaves nothing in the image', async () => {
  expect((await build()).stderr).toMatch(/ refused$/m);
  const { stderr, layers } = await build('--ca', join(shop.directory, 'ca.pem'));
  expect(stderr).toMatch(/ trusted$/m);
  expect(layers).not.toMatch(/SSL_CERT_FILE|strake/);
});

test('ADD trusts it too', async () => {
  const remote = shop.context({ Dockerfile: `FROM busybox\nADD https://localhost:${port}/file /\nRUN cat /file\n` });
  const add = (...args: readonly string[]) =>
    shop.strake(['build', ...shop.base, '--no-cache', '--progress', 'plain', ...args, remote]);
  expect(await add()).toMatchObject({ code: 4, stderr: expect.stringMatching(/certificate[^]*hint: [^]*--ca FILE/) });
  const trusting = await add('--ca', join(shop.directory, 'ca.pem'));
  expect(trusting).toMatchObject({ code: 0, stderr: expect.stringMatching(/ hello$/m) });
});

test('a file without a certificate is refused', async () => {
  const ran = await shop.strake(['build', '--ca', join(shop.directory, 'ca.key'), context]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('holds no certificate')]);
});
