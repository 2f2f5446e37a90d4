import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listing } from '../security/support/guarded-place.ts';
import { idOf, makeRepository } from './support/git-server.ts';
import { openSshServer, type SshServer } from './support/ssh-server.ts';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
let ssh: SshServer;
let repositories: string;
beforeAll(async () => {
  shop = await openWorkshop();
  ssh = await openSshServer(join(shop.directory, 'ssh'));
  repositories = join(shop.directory, 'repositories');
  const dockerfile = 'FROM scratch\nCOPY f /\n';
  makeRepository(join(repositories, 'sub.git'), { 'refs/heads/main': { s: 'sub' } });
  makeRepository(join(repositories, 'r.git'), {
    'refs/heads/main': { Dockerfile: dockerfile, f: 'main', 'sub/Dockerfile': dockerfile, 'sub/f': 'sub' },
    'refs/heads/feat': { Dockerfile: dockerfile, f: 'feat' },
    'refs/tags/v1': { Dockerfile: dockerfile, f: 'v1' },
    'refs/heads/modules': {
      Dockerfile: 'FROM scratch\nCOPY m/s /\n',
      '.gitmodules': '[submodule "m"]\npath = m\nurl = ../sub.git\n',
      m: `@${idOf(join(repositories, 'sub.git'), 'refs/heads/main')}`,
    },
  });
  makeSha256(join(repositories, 'sha256.git'), { Dockerfile: dockerfile, f: 'sha256' });
}, 30_000);
afterAll(async () => {
  await ssh[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
});

function makeSha256(path: string, files: Readonly<Record<string, string>>): void {
  const work = `${path}-work`;
  mkdirSync(work, { recursive: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: work,
      env,
      stdio: 'pipe',
    });
  git('init', '-q', '--object-format=sha256', '-b', 'main');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
  git('add', '.');
  git('commit', '-q', '-m', 'x');
  git('clone', '-q', '--bare', '.', path);
}

type Agent = 'agent' | 'stranger' | 'none';

/** `URL` in arguments stands for where the repositories are. */
async function build(
  args: readonly string[],
  agent: Agent = 'agent',
): Promise<Ran & { readonly files: readonly string[] }> {
  const out = join(shop.directory, 'out');
  rmSync(out, { recursive: true, force: true });
  const env = agent === 'none' ? {} : { SSH_AUTH_SOCK: ssh[agent] };
  const url = `${ssh.url}${repositories}`;
  const ran = await shop.strake(['build', '-o', out, ...args.map((arg) => arg.replace('URL', url))], { env });
  return { ...ran, files: ran.code === 0 ? listing(out).map((line) => line.replace(/ \d+ \d+ /, ' ')) : [] };
}

describe('a repository by ssh', () => {
  test.each([
    ['URL/r.git', ['f main']],
    ['URL/r.git#feat', ['f feat']],
    ['URL/r.git#v1', ['f v1']],
    ['URL/r.git#main:sub', ['f sub']],
    ['URL/r.git#:sub', ['f sub']],
    ['URL/r.git?branch=feat', ['f feat']],
    ['URL/r.git?tag=v1', ['f v1']],
    ['URL/r.git?ref=main&subdir=sub', ['f sub']],
    ['URL/r.git#modules', ['s sub']],
    ['URL/sha256.git', ['f sha256']],
  ])('is the context: %s', async (source, files) => {
    expect(await build([source])).toMatchObject({ code: 0, files });
  });

  test('is found by the id of a commit, of either length', async () => {
    for (const [name, text] of [
      ['r.git', 'main'],
      ['sha256.git', 'sha256'],
    ] as const) {
      const id = idOf(join(repositories, name), 'refs/heads/main');
      expect(await build([`URL/${name}#${id}`])).toMatchObject({ code: 0, files: [`f ${text}`] });
      expect(await build([`URL/${name}?checksum=${id.slice(0, 12)}`])).toMatchObject({ code: 0 });
    }
    expect((await build(['URL/r.git?checksum=0000000'])).stderr).toContain('expected checksum to match 0000000');
  });

  test('is ADDed with an agent that is passed, and not without', async () => {
    const dockerfile = `FROM scratch\nADD ${ssh.url}${repositories}/r.git#feat /x\n`;
    const context = shop.context({ Dockerfile: dockerfile });
    expect(await build(['--ssh', 'default', context])).toMatchObject({
      code: 0,
      files: ['x 40755', 'x/Dockerfile FROM scratch\nCOPY f /\n', 'x/f feat'],
    });
  });

  test('leaves nothing of its own with the user', async () => {
    await build(['URL/r.git']);
    expect(() => readFileSync(join(shop.directory, '.ssh/known_hosts'))).toThrow('ENOENT');
  });
});

describe('what fails says what to do', () => {
  test.each<readonly [what: string, source: () => string, agent: Agent, said: readonly string[]]>([
    ['no agent', () => 'URL/r.git', 'none', ['Permission denied (publickey)', 'no key was offered', '--ssh default']],
    ['another key', () => 'URL/r.git', 'stranger', ['Permission denied (publickey)', 'ssh-add -l']],
    ['no such repository', () => 'URL/none.git', 'agent', ['does not appear to be a git repository', 'is the path']],
    ['no such branch', () => 'URL/r.git#none', 'agent', ['repository does not contain ref none']],
    ['no such directory', () => 'URL/r.git#:none', 'agent', ['subdir "none" is no directory']],
    ['nobody there', () => 'ssh://a@127.0.0.1:1/r.git', 'agent', ['Connection refused', 'are host and port right']],
  ])('%s', async (_, source, agent, said) => {
    const { code, stderr } = await build([source()], agent);
    expect(code).not.toBe(0);
    for (const text of said) expect(stderr).toContain(text);
    expect(stderr).not.toContain('Please make sure you have the correct access rights');
  });
});
