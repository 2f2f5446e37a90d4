import { readdirSync } from 'node:fs';
import { collect } from '@strake/core';
import { createMemoryRecords, createMemoryStore } from '@strake/oci';
import { expect, test } from 'vitest';
import { gitContext, type GitContextOptions, type GitSource } from '../../../src/node.ts';
import { gitServer } from '../../support/git-server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ALL = [{ path: '', wildcard: false }];

async function listing(source: GitSource, options?: GitContextOptions): Promise<Record<string, string>> {
  const tree = await gitContext(source, { directory: temporaryDirectory(), ...options }).load(ALL);
  const found: Record<string, string> = {};
  for (const entry of tree.walk()) {
    expect(entry).toMatchObject({ uid: 0, gid: 0 });
    if (entry.type === 'file') found[entry.path] = new TextDecoder().decode(await collect(tree.open(entry.path), 1e6));
    else found[entry.path] = entry.type === 'symlink' ? `-> ${entry.target}` : entry.type;
  }
  return found;
}

const FILES = {
  'a.txt': 'a\n',
  'sub/run.sh': '#!/bin/sh\n',
  'sub/link': '-> run.sh',
  'to-sub': '-> sub',
  '.dockerignore': '*',
};
const WHOLE = { ...FILES, sub: 'directory' };

test('branches, tags, commits and the default branch, each in every spelling', async () => {
  const server = await gitServer();
  const repository = server.repository('r.git', FILES);
  const first = repository.git('rev-parse', 'HEAD');
  repository.git('tag', '--annotate', 'v1', '--message', 'v1');
  repository.git('tag', 'light');
  repository.git('branch', 'both');
  const second = repository.commit({ 'a.txt': 'second\n' });
  repository.git('tag', 'both');
  const remote = `${server.url}/r.git`;
  for (const ref of ['v1', 'light', 'refs/tags/v1', 'tags/v1', 'both', 'heads/both', first])
    expect([ref, await listing({ remote, ref })]).toEqual([ref, WHOLE]);
  for (const ref of ['main', 'refs/heads/main', 'refs/tags/both', second, undefined])
    expect(await listing({ remote, ...(ref === undefined ? {} : { ref }) })).toEqual({ ...WHOLE, 'a.txt': 'second\n' });
  const old = { remote, fetchByCommit: true, checksum: first };
  expect(await listing(old)).toEqual(WHOLE);
});

test('modes are those of git, whatever the umask', async () => {
  const server = await gitServer();
  server.repository('r.git', FILES);
  const before = process.umask(0o077);
  try {
    const tree = await gitContext({ remote: `${server.url}/r.git` }, { directory: temporaryDirectory() }).load(ALL);
    const modes = [...tree.walk()].map((entry) => `${entry.path} ${entry.mode.toString(8)}`);
    expect(modes).toEqual([
      '.dockerignore 644',
      'a.txt 644',
      'sub 755',
      'sub/link 777',
      'sub/run.sh 755',
      'to-sub 777',
    ]);
  } finally {
    process.umask(before);
  }
});

test('a directory becomes the root, links on the way are refused (CVE-2026-33748)', async () => {
  const server = await gitServer();
  server.repository('r.git', { ...FILES, out: '-> /', 'x/up': '-> ..' });
  const remote = `${server.url}/r.git`;
  expect(await listing({ remote, subdir: 'sub' })).toEqual({ 'run.sh': '#!/bin/sh\n', link: '-> run.sh' });
  for (const subdir of ['to-sub', 'out', 'out/etc', 'x/up', 'a.txt', 'nowhere', '..', '../..', '.git', 'x/../../..'])
    await expect(listing({ remote, subdir })).rejects.toMatchObject({ code: 'GIT_FAILED', data: { subdir } });
});

test('attributes and submodules as a checkout applies them', async () => {
  const server = await gitServer();
  server.repository('m.git', { 's.txt': 's' });
  const repository = server.repository('r.git', { '.gitattributes': '*.bat text eol=crlf', 'r.bat': 'x\ny\n' });
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../m.git', 'm');
  repository.commit({});
  const remote = `${server.url}/r.git`;
  const whole = await listing({ remote });
  expect(whole).toMatchObject({ 'r.bat': 'x\r\ny\r\n', m: 'directory', 'm/s.txt': 's' });
  expect(Object.keys(whole).filter((path) => path.endsWith('.git'))).toEqual([]);
  expect(Object.keys(await listing({ remote, submodules: false }))).toEqual([
    '.gitattributes',
    '.gitmodules',
    'm',
    'r.bat',
  ]);
  const kept = await listing({ remote, keepGitDir: true, submodules: false });
  expect(kept['.git/HEAD']).toBe(`${repository.git('rev-parse', 'HEAD')}\n`);
  expect(Object.keys(kept).filter((path) => path.includes('hooks/'))).toEqual([]);
});

test('a checksum must be met, by the commit or the annotated tag', async () => {
  const server = await gitServer();
  const repository = server.repository('r.git', { a: 'a' });
  repository.git('tag', '--annotate', 'v1', '--message', 'v1');
  const [commit, tag] = [repository.git('rev-parse', 'HEAD'), repository.git('rev-parse', 'v1')];
  const source = { remote: `${server.url}/r.git`, ref: 'v1' };
  for (const checksum of [commit, tag, commit.slice(0, 7)])
    expect(await listing({ ...source, checksum })).toEqual({ a: 'a' });
  const wrong = listing({ ...source, checksum: 'deadbeef' });
  await expect(wrong).rejects.toThrow(`expected checksum to match deadbeef, got ${commit}`);
  for (const checksum of ['', 'x', 'DEADBEEF', '--upload-pack=x'])
    await expect(listing({ ...source, checksum })).rejects.toMatchObject({ code: 'BAD_SOURCE' });
});

test('a commit is fetched once, and git leaves nothing behind', async () => {
  const server = await gitServer();
  server.repository('r.git', { a: 'a' });
  const directory = temporaryDirectory();
  const options = { directory, store: createMemoryStore(), records: createMemoryRecords() };
  const source = { remote: `${server.url}/r.git` };
  await listing(source, options);
  const before = server.connections();
  expect(await listing(source, options)).toEqual({ a: 'a' });
  expect(server.connections()).toBe(before + 1);
  await expect(listing({ ...source, ref: 'nope' }, options)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  expect(readdirSync(directory)).toEqual([]);
});

test('an abort ends git and what it started', async () => {
  const server = await gitServer();
  server.repository('r.git', { a: 'a' });
  const directory = temporaryDirectory();
  const stop = new AbortController();
  const onProgress = (): void => stop.abort(new Error('enough'));
  const source = gitContext({ remote: `${server.url}/r.git` }, { directory, onProgress });
  await expect(source.load(ALL, stop.signal)).rejects.toThrow('enough');
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  'ext::sh -c id',
  'ext::sh',
  '--upload-pack=id',
  '-oProxyCommand=id',
  'ssh://-oProxyCommand=id/x.git',
  'git@-oProxyCommand=id:x.git',
  'file:///etc/repo.git',
  '/etc',
  'fd::17',
  'https://h/a\nb.git',
  'https://h/a b.git',
  'ftp://host/x.git',
])('refuses %j before anything runs (CVE-2019-13139, CVE-2017-1000117)', (remote) => {
  expect(() => gitContext({ remote })).toThrow(expect.objectContaining({ code: 'BAD_SOURCE' }));
});

test.each(['-x', '--upload-pack=id', 'a..b', 'a b', 'a\nb', 'a:b', 'v1^{}', '@{u}', '*', '', '/a', 'a/'])(
  'refuses the ref %j',
  async (ref) => {
    const source = gitContext({ remote: 'git://127.0.0.1:1/r.git', ref }, { directory: temporaryDirectory() });
    await expect(source.load(ALL)).rejects.toMatchObject({ code: 'BAD_SOURCE' });
  },
);

test('a submodule cannot use a transport that runs a program, nor a local path', async () => {
  const server = await gitServer();
  for (const [name, url] of Object.entries({ 'e.git': 'ext::sh -c "touch${IFS}ran"', 'f.git': '/etc' })) {
    const repository = server.repository(name, { '.gitmodules': `[submodule "m"]\n\tpath = m\n\turl = ${url}\n` });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},m`);
    repository.git('commit', '--quiet', '--message', 'm');
    await expect(listing({ remote: `${server.url}/${name}` })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  }
});

test('no login is shown in names and errors', async () => {
  const source = gitContext({ remote: 'http://user:hunter2@127.0.0.1:1/r.git' }, { directory: temporaryDirectory() });
  expect(source.name).toBe('http://127.0.0.1:1/r.git');
  const error = await source.load(ALL).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'GIT_FAILED' });
  expect(JSON.stringify(error) + String(error)).not.toContain('hunter2');
});
