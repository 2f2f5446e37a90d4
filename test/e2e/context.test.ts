import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build, type BuildInput, type ContextInput } from 'strake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listing } from '../security/support/guarded-place.ts';
import { type GitServer, makeRepository, openGitServer } from './support/git-server.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

const FILES = {
  Dockerfile: 'FROM scratch\nCOPY . /c/\n',
  '.dockerignore': 'b',
  a: 'text',
  b: 'ignored',
  'd/e': 'deep',
};
const WHOLE = ['.dockerignore', 'Dockerfile', 'a', 'b', 'd', 'd/e'];

let shop: Workshop;
let directory: string;
let git: GitServer;
let http: Server;
let web: string;
beforeAll(async () => {
  shop = await openWorkshop();
  directory = shop.context(FILES);
  for (const [kind, flag] of Object.entries({ tar: '-c', gz: '-cz', bz2: '-cj', xz: '-cJ' }))
    spawnSync('tar', ['-C', directory, flag, '-f', archive(kind), '.']);
  spawnSync('zstd', ['-q', archive('tar'), '-o', archive('zst')]);
  const repositories = join(shop.directory, 'repositories');
  git = await openGitServer(repositories);
  makeRepository(join(repositories, 'r.git'), {
    'refs/heads/main': { dockerfile: 'FROM scratch\nCOPY . /c/\n', '.dockerignore': 'a', a: 'main', 'sub/b': 'sub' },
    'refs/heads/feat': {
      Dockerfile: 'FROM scratch\nCOPY . /c/\n',
      f: 'feat',
      'sub/Dockerfile': 'FROM scratch\nCOPY . /c/\n',
    },
  });
  http = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    if (name === 'Dockerfile') response.end('FROM scratch\nCOPY . /c/\n');
    else if (name.startsWith('a.')) response.end(readFileSync(archive(name.slice(2))));
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  web = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  http.close();
  await git[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
});

function archive(kind: string): string {
  return join(shop.directory, `a.${kind}`);
}

let count = 0;

/** Paths below `/c` that a build makes of `COPY . /c/`. */
async function copied(input: Omit<BuildInput, 'outputs' | 'home'>): Promise<readonly string[]> {
  const dest = join(shop.directory, `out-${++count}`);
  await build({ ...input, home: shop.home, outputs: [{ type: 'local', dest }] });
  return below(dest);
}

function below(dest: string): readonly string[] {
  const names = listing(dest).map((line) => line.split(' ')[0] ?? '');
  return names.filter((path) => path.startsWith('c/')).map((path) => path.slice(2));
}

/** The same by the command line: what it made, or its exit code and what went wrong. */
async function cli(args: readonly string[], input: Buffer | string = ''): Promise<readonly string[]> {
  const dest = join(shop.directory, `out-${++count}`);
  const bin = join(import.meta.dirname, '../../node_modules/.bin/strake');
  const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
  const child = spawn(bin, ['build', '-o', `type=local,dest=${dest}`, ...args], { env, cwd: directory });
  child.stdin.on('error', () => undefined).end(input);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
  return code === 0 ? below(dest) : [`${code}`, /^error.*$/m.exec(said)?.[0] ?? said];
}

describe('a tar', () => {
  test.each(['tar', 'gz', 'bz2', 'xz', 'zst'])('on standard input, %s: its ignore file means nothing', async (kind) => {
    expect(await cli(['-'], readFileSync(archive(kind)))).toEqual(WHOLE);
  });

  test('as a file or as a stream', async () => {
    expect(await cli([archive('gz')])).toEqual(WHOLE);
    const data = readFileSync(archive('bz2'));
    expect(
      await copied({
        context: (async function* () {
          yield data;
        })(),
      }),
    ).toEqual(WHOLE);
  });

  test('its Dockerfile may have another name, inside it', async () => {
    const files = shop.context({ 'x/other.df': 'FROM scratch\nCOPY x /c/\n' });
    const tar = spawnSync('tar', ['-C', files, '-c', '.']).stdout;
    expect(await cli(['-f', 'x/other.df', '-'], tar)).toEqual(['other.df']);
    expect(await cli(['-'], tar)).toEqual(['4', 'error: no Dockerfile "Dockerfile" in archive']);
    expect((await cli(['-f', '-', '-'], tar))[1]).toMatch(/cannot be the Dockerfile as well/);
  });
});

describe('a Dockerfile on standard input', () => {
  test('alone has an empty context, with -f - it has one', async () => {
    expect(await cli(['-'], 'FROM scratch\nWORKDIR /c/x\n')).toEqual(['x']);
    expect(await cli(['-'], 'FROM scratch\nWORKDIR /c/x\nCOPY . /c/\n')).toEqual(['x']);
    expect(await cli(['-f', '-', '.'], 'FROM scratch\nCOPY d /c/\n')).toEqual(['e']);
    expect(await cli(['-f', '-', archive('gz')], 'FROM scratch\nCOPY d /c/\n')).toEqual(['e']);
    expect((await cli(['-f', 'Dockerfile', '-'], 'FROM scratch\n'))[1]).toMatch(/ambiguous Dockerfile source/);
    expect((await cli(['-f', '-', '.'], readFileSync(archive('gz'))))[1]).toMatch(/standard input is no Dockerfile/);
    expect((await cli(['-'], 'F\0R\0O\0M\0'))[1]).toMatch(
      /no Dockerfile: it is not text, and no archive that is known/,
    );
  });
});

describe('a repository', () => {
  test.each([
    ['', ['.dockerignore', 'a', 'dockerfile', 'sub', 'sub/b']],
    ['#feat', ['Dockerfile', 'f', 'sub', 'sub/Dockerfile']],
    ['#feat:sub', ['Dockerfile']],
    ['?branch=feat&subdir=sub', ['Dockerfile']],
  ])('git://.../r.git%s', async (suffix, wanted) => {
    expect(await cli([`${git.url}/r.git${suffix}`])).toEqual(wanted);
  });

  test('with the Dockerfile from elsewhere, and what is wrong', async () => {
    const url = `${git.url}/r.git`;
    expect(await cli(['-f', '-', `${url}#feat`], 'FROM scratch\nCOPY f /c/\n')).toEqual(['f']);
    expect(await cli(['-f', 'sub/Dockerfile', `${url}#feat`])).toHaveLength(4);
    expect(await cli(['-f', 'x', url])).toEqual(['4', `error: no Dockerfile "x" in ${url}`]);
    expect((await cli([`${url}#nope`]))[1]).toMatch(/repository does not contain ref nope/);
    expect((await cli([`${url}?foo=1`]))[1]).toMatch(/unexpected query "foo"/);
  });
});

describe('a URL', () => {
  test('of an archive, of a Dockerfile, of nothing', async () => {
    expect(await cli([`${web}/a.gz`])).toEqual(WHOLE);
    expect(await cli([`${web}/Dockerfile`])).toEqual(['context']);
    expect((await cli([`${web}/none`]))[1]).toMatch(/invalid response status 404/);
    expect(await cli(['-f', `${web}/Dockerfile`, '.'])).toEqual(['.dockerignore', 'Dockerfile', 'a', 'd', 'd/e']);
  });
});

test('named contexts of every kind', async () => {
  const lines = ['FROM scratch', 'COPY --from=git f /c/git', 'COPY --from=web d /c/web', 'COPY --from=tar a /c/tar'];
  writeFileSync(join(directory, 'named'), [...lines, 'COPY --from=dir . /c/dir', ''].join('\n'));
  const named = { git: `${git.url}/r.git#feat`, web: `${web}/a.tar`, tar: archive('xz'), dir: directory };
  const flags = Object.entries(named).flatMap(([name, source]) => ['--build-context', `${name}=${source}`]);
  const wanted = ['dir', 'dir/.dockerignore', 'dir/Dockerfile', 'dir/a', 'dir/d', 'dir/d/e', 'dir/named'];
  expect(await cli(['-f', 'named', ...flags, '.'])).toEqual([...wanted, 'git', 'tar', 'web', 'web/e']);
  expect((await cli(['--build-context', 'x=s3://y/z', '.']))[1]).toMatch(/context x: "s3:\/\/y\/z": of no kind/);
  expect((await cli(['--build-context', 'x=nowhere', '.']))[1]).toMatch(/context x: there is no directory/);
});

test('files from code, alone and laid over others', async () => {
  const dockerfile = 'FROM scratch\nCOPY . /c/\n';
  expect(await copied({ context: { Dockerfile: dockerfile, 'x/y': 'z' } })).toEqual(['Dockerfile', 'x', 'x/y']);
  const over: ContextInput = [directory, { Dockerfile: dockerfile, new: 'n' }, archive('tar')];
  expect(await copied({ context: over })).toEqual([...WHOLE, 'named', 'new']);
  const named = 'FROM scratch\nCOPY --from=n . /c/\n';
  expect(await copied({ dockerfile: { text: named }, contexts: { n: { one: '1' } } })).toEqual(['one']);
  await expect(copied({ context: { a: 'b' } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a Dockerfile that is a directory or a pipe nobody writes to', async () => {
  mkdirSync(join(directory, 'dir.df'));
  spawnSync('mkfifo', [join(directory, 'pipe.df')]);
  expect((await cli(['-f', 'dir.df', '.']))[1]).toMatch(/dir\.df" is a directory/);
  expect((await cli(['-f', 'pipe.df', '.']))[1]).toMatch(/pipe\.df" is a named pipe/);
});

test('standard input that stays open keeps nobody waiting', async () => {
  const bin = join(import.meta.dirname, '../../node_modules/.bin/strake');
  const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
  const refused = spawn(bin, ['build', '-f', '-', '-'], { env, cwd: directory });
  refused.stdin.on('error', () => undefined).write(readFileSync(archive('tar')));
  expect(await once(refused, 'exit')).toEqual([2, null]);
  const waiting = spawn(bin, ['build', '-'], { env, cwd: directory });
  waiting.stdin.write('FROM scratch\n');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  waiting.kill('SIGINT');
  expect(await once(waiting, 'exit')).toEqual([130, null]);
});
