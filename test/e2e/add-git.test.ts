import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listing } from '../security/support/guarded-place.ts';
import { type GitServer, idOf, makeRepository, openGitServer } from './support/git-server.ts';

let directory: string;
let home: string;
let server: GitServer;
let repository: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-add-git-'));
  repository = join(directory, 'repositories/r.git');
  server = await openGitServer(join(directory, 'repositories'));
  makeRepository(join(directory, 'repositories/sub.git'), { 'refs/heads/main': { s: 'sub' } });
  makeRepository(repository, {
    'refs/heads/main': { a: 'main', 'dir/b': '*run', link: '-> a', out: '-> /etc', up: '-> ../..' },
    'refs/heads/feat': { f: 'feat' },
    'refs/tags/v1': { a: 'one' },
    'refs/heads/v1': { a: 'branch' },
    'refs/heads/evil': {
      '.gitmodules': `[submodule "x"]\npath = x\nurl = ext::sh -c touch% ${join(directory, 'pwned')}\n`,
      '.gitattributes': '* filter=evil\n',
      x: `@${'1'.repeat(40)}`,
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

let count = 0;
beforeEach(() => {
  home = join(directory, `home-${++count}`);
});

interface Added {
  readonly files: readonly string[];
  readonly error: string;
}

/** What `ADD SOURCE /` makes; `URL` and `ID` in it stand for the repository and its tag's commit. */
async function add(
  source: string,
  options: { readonly secrets?: Readonly<Record<string, string>> } = {},
): Promise<Added> {
  const line = source.replaceAll('URL', `${server.url}/r.git`).replaceAll('ID', idOf(repository, 'refs/tags/v1'));
  const dest = join(directory, `out-${++count}`);
  const dockerfile = { text: `FROM scratch\nADD ${line} /\n` };
  try {
    await build({ dockerfile, home, outputs: [{ type: 'local', dest }], ...options });
    return { files: listing(dest), error: '' };
  } catch (error) {
    return { files: [], error: error instanceof Error ? error.message : 'no error' };
  } finally {
    expect(readdirSync(join(home, 'git'))).toEqual([]);
  }
}

const MAIN = [
  'a 100644 1 main',
  'dir 40755',
  'dir/b 100755 1 run',
  'link 120777 -> a',
  'out 120777 -> /etc',
  'up 120777 -> ../..',
];

describe('ADD of a repository', () => {
  test.each<[source: string, files: readonly string[]]>([
    ['URL', MAIN],
    ['URL#main', MAIN],
    ['URL#feat', ['f 100644 1 feat']],
    ['URL#refs/tags/v1', ['a 100644 1 one']],
    ['URL#v1', ['a 100644 1 branch']],
    ['URL?tag=v1', ['a 100644 1 one']],
    ['URL#ID', ['a 100644 1 one']],
    ['URL#main:dir', ['b 100755 1 run']],
    ['URL?ref=main&subdir=dir', ['b 100755 1 run']],
    ['--checksum=ID URL#refs/tags/v1', ['a 100644 1 one']],
  ])('%s', async (source, files) => {
    expect(await add(source)).toEqual({ files, error: '' });
  });

  test('keeps the repository when told to', async () => {
    const { files } = await add('--keep-git-dir URL#feat');
    expect(files).toContain(`.git/HEAD 100644 1 ${idOf(repository, 'feat')}\n`);
    expect(files.filter((line) => line.startsWith('.git/hooks'))).toEqual([]);
  });

  test.each<[source: string, error: RegExp]>([
    ['URL#nope', /repository does not contain ref nope/],
    ['URL#main:nope', /subdir "nope" is no directory/],
    ['URL#main:out', /subdir "out" is no directory/],
    ['URL#main:up/etc', /subdir "up\/etc" is no directory/],
    ['URL#--upload-pack=x', /invalid git ref/],
    ['URL#a..b', /invalid git ref/],
    ['URL#f*', /invalid git ref/],
    ['--checksum=0123 URL#main', /expected checksum to match 0123, got [0-9a-f]{40}/],
    ['--checksum=xyz URL#main', /invalid git checksum/],
    ['http://127.0.0.1:9/none.git', /git ls-remote failed/],
    ['http://a:b:c/none.git', /invalid URL/],
  ])('%s fails', async (source, error) => {
    expect((await add(source)).error).toMatch(error);
  });

  test('fetches a commit once', async () => {
    await add('URL#main');
    const before = server.requests.length;
    expect((await add('URL#main')).files).toEqual(MAIN);
    expect(
      server.requests.slice(before).filter((line) => line.startsWith('POST') && !line.includes('git-upload-pack')),
    ).toEqual([]);
    expect(server.requests.length - before).toBe(2);
  });

  test('runs nothing that a repository names (CVE-2024-32002)', async () => {
    const { error } = await add('URL#evil');
    expect(existsSync(join(directory, 'pwned'))).toBe(false);
    expect(error).toMatch(/transport 'ext' not allowed/);
  });

  test('takes submodules from where they are', async () => {
    const sub = join(directory, 'repositories/sub.git');
    const modules = `[submodule "s"]\npath = s\nurl = ${server.url}/sub.git\n`;
    makeRepository(repository, { 'refs/heads/with-sub': { '.gitmodules': modules, s: `@${idOf(sub, 'main')}` } });
    expect((await add('URL#with-sub')).files).toContain('s/s 100644 1 sub');
    expect((await add('URL?ref=with-sub&submodules=false')).files).toContain('s 40755');
  });

  test('logs in with a secret, which no message shows', async () => {
    const before = server.requests.length;
    const { error } = await add('URL#nope', { secrets: { GIT_AUTH_TOKEN: 'planted' } });
    const basic = Buffer.from('x-access-token:planted').toString('base64');
    expect(server.requests.slice(before).every((line) => line.endsWith(`basic ${basic}`))).toBe(true);
    expect(error).not.toMatch(/planted/);
    const withLogin = await add(`http://user:planted@${server.url.slice(7)}/r.git#nope`);
    expect(withLogin.error).not.toMatch(/planted/);
  });

  test('ends with the build when that is aborted, and leaves nothing', async () => {
    const silent = createServer(() => stop.abort(new Error('enough')));
    const stop = new AbortController();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const text = `FROM scratch\nADD http://127.0.0.1:${port}/r.git /\n`;
    await expect(build({ dockerfile: { text }, home, signal: stop.signal })).rejects.toThrow('enough');
    expect(readdirSync(join(home, 'git'))).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(processesNaming(`127.0.0.1:${port}`)).toEqual([]);
    silent.close();
    silent.closeAllConnections();
  });

  test('what a killed build left behind is removed by the next', async () => {
    const mark = `4194303-1-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]}`;
    mkdirSync(join(home, `git/${mark}.1/tree/.git`), { recursive: true });
    expect((await add('URL#feat')).error).toBe('');
  });
});

/** Command lines of processes that name a text. */
function processesNaming(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        return line.startsWith('git') && line.includes(text) ? [line] : [];
      } catch {
        return [];
      }
    });
}
