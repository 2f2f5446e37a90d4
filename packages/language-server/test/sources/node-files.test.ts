import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextFiles } from '../../src/sources/node-files.ts';
import { projectConfig } from '../../src/sources/node-config.ts';

const { signal } = new AbortController();
let directory: string;
let dockerfile: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-files-'));
  mkdirSync(join(directory, 'project/docker/lib'), { recursive: true });
  mkdirSync(join(directory, 'project/.git'));
  mkdirSync(join(directory, 'project/src'));
  mkdirSync(join(directory, 'secret'));
  writeFileSync(join(directory, 'secret/key'), '');
  writeFileSync(join(directory, 'project/docker/lib/a.txt'), '');
  writeFileSync(join(directory, 'project/.hadolint.yaml'), 'ignored: [DL3006]\n');
  symlinkSync(join(directory, 'secret'), join(directory, 'project/docker/link'));
  dockerfile = pathToFileURL(join(directory, 'project/docker/Dockerfile')).href;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the files around a Dockerfile', () => {
  const list = async (path: string, folders: readonly string[] = []): Promise<readonly string[]> => {
    const entries = await contextFiles(() => folders).list(dockerfile, path, signal);
    return entries.map(({ name, isDirectory }) => (isDirectory ? `${name}/` : name)).toSorted();
  };
  test('are those of its directory', async () => {
    expect(await list('')).toEqual(['lib/', 'link']);
    expect(await list('lib')).toEqual(['a.txt']);
    expect(await list('lib/a.txt')).toEqual([]);
    expect(await list('none')).toEqual([]);
  });
  test('and of the workspace folder where a path is not there', async () => {
    const folder = pathToFileURL(join(directory, 'project')).href;
    expect(await list('src', [folder])).toEqual([]);
    const located = await contextFiles(() => [folder]).locate(dockerfile, 'src', signal);
    expect(located).toBe(`${folder}/src`);
  });
  test.each(['link', 'link/key', '../../secret', '../..', '/etc'])('and nothing outside: %s', async (path) => {
    const files = contextFiles(() => []);
    expect(await files.list(dockerfile, path, signal)).toEqual([]);
    expect(await files.locate(dockerfile, path, signal)).toBeUndefined();
  });
  test('are none for what is no file', async () => {
    expect(await contextFiles(() => []).list('untitled:1', '', signal)).toEqual([]);
  });
});

test('the configuration of the linter is that of the repository', () => {
  const configOf = projectConfig();
  expect(configOf(dockerfile)?.levels.get('DL3006')).toBe('off');
  expect(configOf('untitled:1')).toBeUndefined();
});
