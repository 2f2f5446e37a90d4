import { describe, expect, test } from 'vitest';
import type { CacheMount, CopyAction, ExecMount, ExecOp, FileOp, Op, SecretMount } from '../../src/graph/op.ts';
import { cacheKey, keyRecipe } from '../../src/graph/recipe.ts';
import { copyAction, digest, execOp, fileOp, made } from './ops.ts';

const copy = (change: Partial<CopyAction>): FileOp => ({ ...fileOp, actions: [{ ...copyAction, ...change }] });
const run = (change: Partial<ExecOp>): ExecOp => ({ ...execOp, ...change });
const mounted = (...mounts: readonly ExecMount[]): ExecOp => run({ mounts });

const cache: CacheMount = {
  type: 'cache',
  target: '/c',
  id: '/c',
  sharing: 'shared',
  readonly: false,
  mode: 0o755,
  uid: 0,
  gid: 0,
  source: '',
};
const secret: SecretMount = { type: 'secret', id: 's', target: '/s', required: false, mode: 0o400, uid: 0, gid: 0 };

describe('two steps have one key when', () => {
  const same: readonly (readonly [name: string, Op, Op])[] = [
    ['a file lies in another directory', copy({ source: 'a/x' }), copy({ source: 'b/x' })],
    ['the same file comes from another input', copy({ input: 1 }), copy({ input: 2 })],
    [
      'with --parents, the path before the pivot differs',
      copy({ source: 'a/./x', parents: true }),
      copy({ source: 'b/c/./x', parents: true }),
    ],
    [
      'extra hosts have other addresses',
      run({ extraHosts: [{ host: 'h', ip: '1.1.1.1' }] }),
      run({ extraHosts: [{ host: 'h', ip: '2.2.2.2' }] }),
    ],
    [
      'a bind mount shows another path',
      mounted({ type: 'bind', target: '/b', input: 1, source: 'x', readonly: true }),
      mounted({ type: 'bind', target: '/b', input: 1, source: 'y', readonly: true }),
    ],
    ['caches have other names', mounted(cache), mounted({ ...cache, id: 'other' })],
    ['caches are shared otherwise', mounted(cache), mounted({ ...cache, sharing: 'locked' })],
  ];
  test.each(same)('%s', (_, a, b) => expect(keyRecipe(made(a)).op).toBe(keyRecipe(made(b)).op));
});

describe('two steps have different keys when', () => {
  const different: readonly (readonly [name: string, Op, Op])[] = [
    ['the copied name differs', copy({ source: 'a/x' }), copy({ source: 'a/y' })],
    ['the destination differs', copy({}), copy({ destination: '/other/' })],
    ['the owner differs', copy({}), copy({ owner: { user: 1 } })],
    ['the mode differs', copy({}), copy({ mode: '644' })],
    ['patterns are excluded', copy({}), copy({ exclude: ['*.md'] })],
    ['parents are kept', copy({}), copy({ parents: true })],
    [
      'with --parents, the path from the pivot on differs',
      copy({ source: 'a/./x', parents: true }),
      copy({ source: 'a/./b/x', parents: true }),
    ],
    ['archives are unpacked', copy({}), copy({ unpack: 'auto' })],
    ['it is linked', fileOp, { ...fileOp, link: true }],
    [
      'the epoch differs',
      { ...fileOp, actions: [{ kind: 'mkdir', path: '/a', mode: 0o755 }] },
      { ...fileOp, actions: [{ kind: 'mkdir', path: '/a', mode: 0o755, timestamp: 1 }] },
    ],
    [
      'the heredoc differs',
      { ...fileOp, actions: [{ kind: 'write', destination: '/a', name: 'n', data: 'x' }] },
      { ...fileOp, actions: [{ kind: 'write', destination: '/a', name: 'n', data: 'y' }] },
    ],
    ['the command differs', run({}), run({ args: ['make'] })],
    ['the environment differs', run({}), run({ env: ['PATH=/sbin'] })],
    ['the directory differs', run({}), run({ cwd: '/x' })],
    ['the user differs', run({}), run({ user: 'app' })],
    ['the network differs', run({}), run({ network: 'none' })],
    ['the security mode differs', run({}), run({ security: 'insecure' })],
    ['the platform differs', run({}), run({ platform: { os: 'linux', architecture: 'arm64' } })],
    ['the host name differs', run({}), run({ hostname: 'h' })],
    ['limits differ', run({}), run({ ulimits: [{ name: 'nofile', soft: 1, hard: 2 }] })],
    ['shared memory differs', run({}), run({ shmSize: 1 })],
    ['a script differs', run({ scripts: [{ path: '/p', data: 'a' }] }), run({ scripts: [{ path: '/p', data: 'b' }] })],
    ['a device is wanted', run({}), run({ devices: [{ name: 'gpu', required: true }] })],
    [
      'names of extra hosts differ',
      run({ extraHosts: [{ host: 'h', ip: '1.1.1.1' }] }),
      run({ extraHosts: [{ host: 'i', ip: '1.1.1.1' }] }),
    ],
    ['a mount is elsewhere', mounted(cache), mounted({ ...cache, target: '/d' })],
    ['a cache starts otherwise', mounted(cache), mounted({ ...cache, mode: 0o700 })],
    ['a secret has another name', mounted(secret), mounted({ ...secret, id: 't' })],
    [
      'a temporary file system is larger',
      mounted({ type: 'tmpfs', target: '/t' }),
      mounted({ type: 'tmpfs', target: '/t', size: 1 }),
    ],
  ];
  test.each(different)('%s', (_, a, b) => expect(keyRecipe(made(a)).op).not.toBe(keyRecipe(made(b)).op));
});

describe('a recipe asks for', () => {
  const selector = { path: 'src/a.txt', wildcard: false, followLast: true, exclude: [], names: false };
  const inputs: readonly (readonly [name: string, Op, unknown])[] = [
    [
      'the base and the selected content',
      fileOp,
      [
        { by: 'layers', input: 0 },
        { by: 'content', input: 1, selectors: [selector] },
      ],
    ],
    ['the content alone with --link', { ...fileOp, link: true }, [{ by: 'content', input: 1, selectors: [selector] }]],
    [
      'names where wildcards select',
      copy({ source: 'src/*.c' }),
      [
        { by: 'layers', input: 0 },
        { by: 'content', input: 1, selectors: [{ ...selector, path: 'src/*.c', wildcard: true, names: true }] },
      ],
    ],
    [
      'an escaped wildcard as the name it is',
      copy({ source: 'src/\\*.c' }),
      [
        { by: 'layers', input: 0 },
        { by: 'content', input: 1, selectors: [{ ...selector, path: 'src/\\*.c' }] },
      ],
    ],
    ...(
      [
        ['a/./b/c.txt', 'a/b'],
        ['a/b/c.txt', 'a'],
        ['a/./*.c', 'a'],
        ['**/c', ''],
        ['a*/./b/c', 'a*/[b]'],
        ['pkg/*/x.json', '[p]kg'],
        ['@org/*/x.json', ''],
      ] as const
    ).map(
      ([source, path]) =>
        [
          `what holds all that --parents may take from ${source}`,
          copy({ source, parents: true, exclude: ['x'] }),
          [
            { by: 'layers', input: 0 },
            { by: 'content', input: 1, selectors: [{ ...selector, path, wildcard: /[*[]/.test(path), names: true }] },
          ],
        ] as const,
    ),
    [
      'the root and what mounts show',
      mounted(
        { type: 'bind', target: '/b', input: 2, source: 'x', readonly: true },
        { ...cache, input: 1, source: 'seed' },
      ),
      [
        { by: 'layers', input: 0 },
        { by: 'content', input: 2, selectors: [{ ...selector, path: 'x' }] },
        { by: 'content', input: 1, selectors: [{ ...selector, path: 'seed' }] },
      ],
    ],
    ['nothing for a source', { kind: 'local', name: 'context' }, []],
  ];
  test.each(inputs)('%s', (_, op, expected) => expect(keyRecipe(made(op)).inputs).toEqual(expected));
});

describe('cacheKey', () => {
  const recipe = keyRecipe(made(fileOp));
  test('covers the recipe and every digest, in order', () => {
    const key = cacheKey(recipe, [digest('1'), digest('2')]);
    expect(cacheKey(recipe, [digest('1'), digest('2')])).toBe(key);
    expect(cacheKey(recipe, [digest('2'), digest('1')])).not.toBe(key);
    expect(cacheKey(keyRecipe(made(copy({ mode: '1' }))), [digest('1'), digest('2')])).not.toBe(key);
  });
  test('throws when digests are missing', () => expect(() => cacheKey(recipe, [digest('1')])).toThrow('2 inputs'));
});
