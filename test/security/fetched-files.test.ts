import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitServer, makeRepository, openGitServer } from '../e2e/support/git-server.ts';
import { buildGuarded, type GuardedOutcome } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
let repositories: GitServer;
let server: Server;
beforeAll(async () => {
  place = openGuardedPlace();
  const directory = place.inside();
  makeRepository(join(directory, 'r.git'), {
    'refs/heads/main': { f: 'in', 'd/g': 'in', up: '-> ../..', out: `-> ${place.outside}`, 'd/through': '-> ../out' },
  });
  repositories = await openGitServer(directory);
  server = createServer((request, response) => {
    const named = /named=([^&]*)/.exec(request.url ?? '')?.[1];
    if (named !== undefined)
      response.setHeader('content-disposition', `attachment; filename="${decodeURIComponent(named)}"`);
    response.end('in');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await repositories[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

/** Builds `ADD SOURCE`; REPO and URL in it are what is served. */
function add(source: string): Promise<GuardedOutcome> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const line = source.replaceAll('REPO', `${repositories.url}/r.git`).replaceAll('URL', url);
  return buildGuarded(place, { dockerfile: { text: `FROM scratch\nADD ${line}\n` } });
}

describe('repositories', () => {
  test('a sound directory of one', async () => {
    expect((await add('REPO#main:d /')).files).toContain('g 100644 1 in');
  });

  const OUTSIDE = ['out', 'up', 'd/through', 'out/etc', 'd/through/etc', '../../etc', '/etc', 'up/../etc'];
  test.each(OUTSIDE)('the directory %j leads nowhere (CVE-2026-33748)', async (subdir) => {
    expect((await add(`REPO#main:${subdir} /in/`)).error).toMatch(/subdir ".*" is no directory/);
    const context = `${repositories.url}/r.git#main:${subdir}`;
    const copied = await buildGuarded(place, { context, dockerfile: { text: 'FROM scratch\nCOPY . /in/\n' } });
    expect(copied.error).toMatch(/subdir ".*" is no directory/);
  });

  test.each(['..', 'd/../..'])('the directory %j is the root (CVE-2026-33748)', async (subdir) => {
    expect((await add(`REPO#main:${subdir} /in/`)).files).toContain('in/f 100644 1 in');
  });

  test.each([
    'REPO#--upload-pack=touch${IFS}PWNED',
    'REPO#-uPWNED',
    'REPO#main:--output=PWNED',
    'REPO?ref=--upload-pack%3Dtouch%20PWNED',
    'REPO?subdir=--output%3DPWNED',
    'ext::touch%20PWNED.git',
    'ssh://-oProxyCommand=touch%20PWNED/r.git',
    'git@-oProxyCommand=touch%20PWNED:r.git',
    'git://-PWNED/r.git',
  ])('%s runs nothing (CVE-2019-13139)', async (source) => {
    const pwned = join(place.inside(), 'pwned');
    const { error } = await add(`${source.replaceAll('PWNED', pwned).replaceAll('$', '\\$')} /in/`);
    expect(error).not.toBe('');
    expect(existsSync(pwned)).toBe(false);
  });
});

test('a login in the URL of a context stays out of what is built and kept (CVE-2023-26054, GHSA-gc89-7gcr-jxqc)', async () => {
  const work = place.inside();
  const context = `${repositories.url.replace('//', '//user:planted@')}/r.git#main`;
  await build({
    context,
    dockerfile: { text: 'FROM scratch\nCOPY . /in/\n' },
    home: join(work, 'home'),
    outputs: [{ type: 'oci', dest: join(work, 'layout'), tar: false }],
  });
  expect(filesWith(work, /in/)).not.toEqual([]);
  expect(filesWith(work, /planted/)).toEqual([]);
});

function filesWith(directory: string, text: RegExp): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => text.test(file) || text.test(readFileSync(file, 'latin1')));
}

describe('files of the web', () => {
  test.each<[url: string, made: RegExp]>([
    ['URL/canary', /^in\/canary /],
    ['URL/..%2f..%2fcanary', /^in\/(?:canary|\.\.%2f\.\.%2fcanary) /],
    ['URL/a/%2e%2e', /^in\/__unnamed__ /],
    ['URL/%2e', /^in\/__unnamed__ /],
    ['URL/?named=..%2F..%2Fcanary', /^in\/[^/]+ /],
    ['URL/?named=%2Fetc%2Fpasswd', /^in\/[^/]+ /],
    ['URL/?named=..', /^in\/[^/]+ /],
    ['URL/?named=.wh.canary', /^in\/[^/]+ /],
  ])('%s is no way out (CVE-2026-33747)', async (url, made) => {
    const { error, files } = await add(`${url} /in/`);
    if (error === '') expect(files.filter((line) => line.endsWith(' in')).every((line) => made.test(line))).toBe(true);
    expect(error).toBe('');
  });
});
