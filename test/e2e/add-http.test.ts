import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'strake';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const DATE = 'Wed, 01 Jan 2020 00:00:00 GMT';
const TEXT = 'what was wanted\n';
const SUM = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
const ANSWERS: Readonly<Record<string, Answer>> = {
  '/file.txt': { headers: { 'last-modified': DATE, etag: '"1"' }, body: TEXT },
  '/named': { headers: { 'content-disposition': 'attachment; filename="other.txt"' }, body: TEXT },
  '/moved': { status: 302, headers: { location: '/file.txt' } },
  '/packed.txt': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(TEXT) },
  '/a.tar': { body: concat(rawEntry({ name: 'member' }, TEXT), END) },
  '/a%20b': { body: TEXT },
  '/': { body: TEXT },
  '/broken-date': { headers: { 'last-modified': 'some day' }, body: TEXT },
  '/500': { status: 500 },
};

let server: Server;
let url: string;
const requests: (IncomingHttpHeaders & { readonly path: string })[] = [];
let directory: string;
let home: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-add-http-'));
  server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ ...request.headers, path });
    const { status = 200, headers = {}, body = '' } = ANSWERS[path] ?? { status: 404 };
    const isKnown =
      request.headers['if-none-match'] !== undefined && request.headers['if-none-match'] === headers['etag'];
    response.writeHead(isKnown ? 304 : status, headers).end(isKnown ? '' : body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(directory, { recursive: true, force: true });
});
let count = 0;
beforeEach(() => {
  home = join(directory, `home-${++count}`);
});

/** Builds `ADD LINE`, where `URL` stands for the server; gives the directory with the files. */
async function add(line: string, secrets: Readonly<Record<string, string>> = {}): Promise<string> {
  const dest = join(directory, `out-${++count}`);
  const dockerfile = { text: `FROM scratch\nADD ${line.replaceAll('URL', url)}\n` };
  await build({ dockerfile, home, secrets, outputs: [{ type: 'local', dest }] });
  return dest;
}

describe('ADD of a URL', () => {
  test.each<[line: string, path: string]>([
    ['URL/file.txt /', 'file.txt'],
    ['URL/file.txt /to', 'to'],
    ['URL/file.txt /to/', 'to/file.txt'],
    ['URL/named /', 'named'],
    ['URL/moved /', 'moved'],
    ['URL/packed.txt /', 'packed.txt'],
    ['URL/a%20b /', 'a b'],
    ['URL/ /', '__unnamed__'],
    ['--unpack URL/a.tar /in/', 'in/member'],
    [`--checksum=${SUM} URL/file.txt /`, 'file.txt'],
  ])('%s makes %s', async (line, path) => {
    expect(readFileSync(join(await add(line), path), 'utf8')).toBe(TEXT);
  });

  test.each<[line: string, mode: number, time: number]>([
    ['URL/file.txt /file', 0o600, Date.parse(DATE) / 1000],
    ['URL/broken-date /file', 0o600, 0],
    ['--chmod=640 URL/file.txt /file', 0o640, Date.parse(DATE) / 1000],
    ['--chmod=u+x URL/named /file', 0o700, 0],
  ])('%s: mode and time', async (line, mode, time) => {
    const status = statSync(join(await add(line), 'file'));
    expect([status.mode & 0o777, status.mtimeMs / 1000]).toEqual([mode, time]);
  });

  test('does not unpack unless told to', async () => {
    expect(statSync(join(await add('URL/a.tar /'), 'a.tar')).size).toBe(2048);
  });

  test.each<[line: string, error: RegExp]>([
    ['URL/none /', /invalid response status 404: http:\/\/127/],
    ['URL/500 /', /invalid response status 500/],
    [
      `--checksum=sha256:${'0'.repeat(64)} URL/file.txt /`,
      /digest mismatch .*: expected sha256:0{64}, found sha256:[1-9a-f]/,
    ],
    ['http://127.0.0.1:9/x /', /127\.0\.0\.1:9/],
    ['http://[/x /', /invalid URL/],
    ['http://a:b:c/x /', /invalid URL/],
  ])('%s fails', async (line, error) => {
    await expect(add(line)).rejects.toThrow(error);
  });

  test('asks whether what it knows has changed, and does not ask for what has the checksum', async () => {
    await add('URL/file.txt /');
    const before = requests.length;
    await add('URL/file.txt /a');
    expect(requests.slice(before).map((request) => request['if-none-match'])).toEqual(['"1"']);
    await add(`--checksum=${SUM} URL/file.txt /b`);
    expect(requests.length - before).toBe(1);
    await expect(add(`--checksum=sha256:${'1'.repeat(64)} URL/file.txt /c`)).rejects.toThrow('digest mismatch');
  });

  test.each([
    ['HTTP_AUTH_HEADER', 'Basic planted', 'Basic planted'],
    ['HTTP_AUTH_TOKEN', 'planted\n', 'Bearer planted'],
  ])('logs in with the secret %s of its host', async (name, value, header) => {
    const before = requests.length;
    await add('URL/moved /', { [`${name}_${url.slice('http://'.length)}`]: value, [`${name}_elsewhere`]: 'wrong' });
    expect(requests.slice(before).map(({ authorization }) => authorization)).toEqual([header, header]);
  });
});
