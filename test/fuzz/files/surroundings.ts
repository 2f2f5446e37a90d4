import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'strake';
import { END, rawEntry } from '../../../packages/oci/test/tar/raw-tar.ts';
import type { Reachable } from './made-up-steps.ts';
import { makeRepository, openGitServer } from '../../e2e/support/git-server.ts';

export interface Surroundings extends AsyncDisposable, Omit<Reachable, 'parents'> {
  /** Layouts of images, by the names that builds have for them. */
  readonly layouts: Readonly<Record<string, string>>;
}

const ARCHIVE = Buffer.concat([
  rawEntry({ name: 'a/', type: '5', mode: '0000700\0' }),
  rawEntry({ name: 'a/b' }, 'in an archive\n'),
  rawEntry({ name: 'ab', type: '2', link: 'a/b' }),
  rawEntry({ name: 'c', type: '1', link: 'a/b' }),
  END,
]);
const FILES: Readonly<Record<string, Uint8Array>> = {
  a: Buffer.from('downloaded\n'),
  'd.x': ARCHIVE,
  'b.gz': gzipSync(ARCHIVE),
};

/** Two layers each: links out and up, directories in the place of links, several names of one file, what is gone. */
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  i0: [
    'COPY --chown=1:2 <<a <<b /a/\n1\na\n2\nb',
    'ADD links.tar /',
    'COPY <<c /a/../b/c\n3\nc',
    'COPY --chmod=4755 <<x /l/d.x\n4\nx',
  ],
  i1: ['ADD links.tar /a/', 'ADD over.tar /a/', 'WORKDIR /c/l/ab', 'COPY <<EOF /A\n5\nEOF'],
};
const PATHS = [
  'a',
  'b',
  'ab',
  'c',
  'd',
  'l',
  'a/b',
  'c/b',
  'c/l',
  'c/a',
  'd/f',
  'd/ab',
  'l/ab',
  'a/c/b',
  'a/d',
  'a/l/ab',
  'p',
];
const LINKS = Buffer.concat([
  rawEntry({ name: 'd/', type: '5', mode: '0001777\0' }),
  rawEntry({ name: 'd/f' }, 'file\n'),
  rawEntry({ name: 'd/ab', type: '1', link: 'd/f' }),
  rawEntry({ name: 'c/', type: '5', mode: '0002775\0', gid: '0000007\0' }),
  rawEntry({ name: 'c/b', type: '1', link: 'd/f' }),
  rawEntry({ name: 'l', type: '2', link: 'd' }),
  rawEntry({ name: 'ab', type: '2', link: '../../d/f' }),
  rawEntry({ name: 'c/l', type: '2', link: '/l' }),
  rawEntry({ name: 'c/a', type: '2', link: 'a' }),
  rawEntry({ name: 'p', type: '6' }),
  END,
]);
const OVER = Buffer.concat([
  rawEntry({ name: 'd/f' }, 'another\n'),
  rawEntry({ name: 'l/', type: '5' }),
  rawEntry({ name: 'l/ab' }, 'no link any more\n'),
  rawEntry({ name: 'c/b', type: '2', link: '../d' }),
  END,
]);

/** Servers on this machine, and images in `directory`. */
export async function openSurroundings(directory: string): Promise<Surroundings> {
  const server = createServer((request, response) => {
    const body = FILES[(request.url ?? '').slice(1)];
    response.writeHead(body ? 200 : 404, { 'last-modified': 'Sat, 03 Feb 2001 04:05:06 GMT' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const git = await openGitServer(directory);
  makeRepository(join(directory, 'r.git'), {
    'refs/heads/main': { a: 'in a repository\n', 'b/c': '*#!/bin/sh\n', 'b/ab': '-> ../a', '.h': '' },
  });
  return {
    downloads: Object.entries(FILES).map(([name, data]) => ({ url: `${url}/${name}`, digest: digestOf(data) })),
    repositories: ['', '#main', '#main:b', '#:b/c'].map((fragment) => `${git.url}/r.git${fragment}`),
    images: Object.fromEntries(Object.keys(IMAGES).map((name) => [name, PATHS])),
    layouts: await makeImages(directory),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await git[Symbol.asyncDispose]();
    },
  };
}

async function makeImages(directory: string): Promise<Readonly<Record<string, string>>> {
  const made: [string, string][] = [];
  for (const [name, lines] of Object.entries(IMAGES)) {
    const dest = join(directory, name);
    await build({
      context: { 'links.tar': LINKS, 'over.tar': OVER },
      dockerfile: { text: `FROM scratch\n${lines.join('\n')}\n` },
      home: join(directory, 'home'),
      outputs: [{ type: 'oci', dest, tar: false }],
    });
    made.push([name, dest]);
  }
  return Object.fromEntries(made);
}

function digestOf(data: Uint8Array): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}
