import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { MemoryNode } from '@strake/oci';
import { describe, expect, test } from 'vitest';
import { findDockerfile } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const link = (target: string): MemoryNode => ({ type: 'symlink', target });

/** What is found in `ctx`: the Dockerfile's path and text, and the ignore file's. */
function check(files: Readonly<Record<string, MemoryNode>>, file?: string): string {
  const root = temporaryDirectory({ ctx: { type: 'directory' }, 'outside/Dockerfile': 'outside', ...files });
  const context = join(root, 'ctx');
  const { path, text, ignoreFile } = findDockerfile(context, file === undefined ? undefined : join(context, file));
  return [`${path}=${text}`, ...(ignoreFile ? [`${ignoreFile.path}=${ignoreFile.text}`] : [])]
    .map((found) => found.replace(`${context}/`, ''))
    .join(' ');
}

describe('found as Docker finds it', () => {
  test.each<[string, Record<string, MemoryNode>, string | undefined, string]>([
    ['by default', { 'ctx/Dockerfile': 'D', 'ctx/dockerfile': 'd' }, undefined, 'Dockerfile=D'],
    ['in lower case', { 'ctx/dockerfile': 'd' }, undefined, 'dockerfile=d'],
    ['in lower case when asked for', { 'ctx/sub/dockerfile': 'd' }, 'sub/Dockerfile', 'sub/dockerfile=d'],
    ['beside a directory of its name', { 'ctx/Dockerfile/x': 'x', 'ctx/dockerfile': 'd' }, undefined, 'dockerfile=d'],
    ['by name', { 'ctx/a.Dockerfile': 'a', 'ctx/Dockerfile': 'D' }, 'a.Dockerfile', 'a.Dockerfile=a'],
    ['through a link', { 'ctx/Dockerfile': link('sub/D'), 'ctx/sub/D': 'S' }, undefined, 'Dockerfile=S'],
    [
      'with the ignore file',
      { 'ctx/Dockerfile': 'D', 'ctx/.dockerignore': 'i' },
      undefined,
      'Dockerfile=D .dockerignore=i',
    ],
    [
      'with its own ignore file',
      { 'ctx/s/D': 'D', 'ctx/.dockerignore': 'i', 'ctx/s/D.dockerignore': 'own' },
      's/D',
      's/D=D s/D.dockerignore=own',
    ],
    [
      'with the ignore file of the name it has',
      { 'ctx/dockerfile': 'd', 'ctx/dockerfile.dockerignore': 'low', 'ctx/Dockerfile.dockerignore': 'up' },
      undefined,
      'dockerfile=d dockerfile.dockerignore=low',
    ],
    [
      'with an ignore file that is a directory',
      { 'ctx/Dockerfile': 'D', 'ctx/.dockerignore/x': 'x' },
      undefined,
      'Dockerfile=D',
    ],
    [
      'with an ignore file outside',
      { 'ctx/Dockerfile': 'D', 'ctx/.dockerignore': link('../outside/Dockerfile') },
      undefined,
      'Dockerfile=D',
    ],
    ['empty', { 'ctx/Dockerfile': '' }, undefined, 'Dockerfile='],
    [
      'with bytes that are no text',
      { 'ctx/Dockerfile': Uint8Array.from([0x46, 0xff]) },
      undefined,
      'Dockerfile=F\udcff',
    ],
  ])('%s', (_, files, file, expected) => {
    expect(check(files, file)).toBe(expected);
  });
});

describe('not found', () => {
  test.each<[string, Record<string, MemoryNode>, string | undefined, string]>([
    ['in an empty directory', {}, undefined, 'create one'],
    ['under a near name', { 'ctx/Dockerfle': 'x' }, undefined, 'Dockerfle'],
    ['under another name', { 'ctx/web.dockerfile': 'x' }, undefined, 'web.dockerfile'],
    [
      'outside, by a relative link',
      { 'ctx/Dockerfile': link('../outside/Dockerfile') },
      undefined,
      'name the file itself',
    ],
    ['outside, by an absolute link', { 'ctx/Dockerfile': link('/etc/passwd') }, undefined, 'name the file itself'],
    ['nowhere, by a link', { 'ctx/Dockerfile': link('gone') }, undefined, 'name the file itself'],
    ['above its own directory', { 'ctx/sub/up': link('../D'), 'ctx/D': 'x' }, 'sub/up', 'name the file itself'],
    ['in no directory', {}, 'no/where/D', 'no directory'],
  ])('%s', (_, files, file, hint) => {
    expect(() => check(files, file)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', hint: expect.stringContaining(hint) as string }) as Error,
    );
  });
});

test('a Dockerfile that is no file says what it is', () => {
  const directory = temporaryDirectory({ 'Dockerfile/x': 'x' });
  const find = () => findDockerfile(directory);
  expect(find).toThrow(
    expect.objectContaining({ code: 'WRONG_TYPE', hint: expect.stringMatching(/Dockerfile\/Dockerfile"/) as string }),
  );
  execFileSync('mkfifo', [join(directory, 'pipe')]);
  const pipe = () => findDockerfile(directory, join(directory, 'pipe'));
  expect(pipe).toThrow(
    expect.objectContaining({ code: 'WRONG_TYPE', message: expect.stringContaining('named pipe') as string }),
  );
});
