import { bytes } from '@strake/core';
import { emptyTree, type FileEntry, memoryTree, type Tree } from '@strake/oci';
import type { FileAction, FileOp } from '@strake/planner/graph';
import { describe, expect, test } from 'vitest';
import { FileOpError } from '../../src/file/error.ts';
import { fileLayer, type FileLayerOptions } from '../../src/file/file-layer.ts';
import { BLOBS } from './support/blobs.ts';
import { entryLines } from './support/entry-lines.ts';
import { fileOp } from './support/instruction.ts';
import { layerOf, matcher, treeOf } from './support/layer-of.ts';
import { listedOnly } from './support/listed-only.ts';
import { NOW, renderLine } from './support/listing.ts';

const CASE = { name: '', layer: '' };

async function lines(op: FileOp, inputs: readonly Tree[], options: Partial<FileLayerOptions> = {}): Promise<string[]> {
  const layer = await entryLines(fileLayer(op, inputs, { now: NOW * 1000, matcher, ...options }));
  return layer.map((line) => renderLine(line, BLOBS));
}

async function failure(
  op: FileOp,
  inputs: readonly Tree[],
  options: Partial<FileLayerOptions> = {},
): Promise<FileOpError> {
  const error: unknown = await lines(op, inputs, options).catch((e: unknown) => e);
  if (!(error instanceof FileOpError)) throw new Error(`no failure: ${String(error)}`);
  return error;
}

describe('times', () => {
  test('SOURCE_DATE_EPOCH takes the place of the clock, not of times that sources have', async () => {
    const it = { ...CASE, base: 'd 755 0:0 5 app', context: 'f 644 0:0 7 a = a', run: 'COPY a /app/n/' };
    expect(await layerOf(it, { epoch: 42 })).toEqual([
      'd 755 0:0 42 app',
      'd 755 0:0 42 app/n',
      'f 644 0:0 7 app/n/a = a',
    ]);
  });

  test('a step that has its own is made at that time', async () => {
    const action: FileAction = { kind: 'mkdir', path: '/a/b', mode: 0o755, timestamp: 42 };
    expect(await lines({ kind: 'file', link: false, actions: [action] }, [emptyTree])).toEqual([
      'd 755 0:0 42 a',
      'd 755 0:0 42 a/b',
    ]);
  });
});

describe('order', () => {
  test('paths are sorted segment by segment', async () => {
    const src = memoryTree({ 'a/x': '1', 'a-b': '2', 'a.b/c': '3', B: '4' });
    const layer = await lines(fileOp('COPY . /'), [emptyTree, src]);
    expect(layer.map((line) => line.split(' ')[4])).toEqual(['B', 'a', 'a/x', 'a-b', 'a.b', 'a.b/c']);
  });

  test('members of archives come last, in the order of the archive, and links to them after those', async () => {
    const context = treeOf('f 644 0:0 5 x @names.tar\nf 644 0:0 5 y @hardlinks.tar\nf 644 0:0 5 z = z');
    const layer = await lines(fileOp('ADD x y z /n/'), [emptyTree, context]);
    const paths = layer.map((line) => line.split(' ')[4]);
    expect(paths).toEqual(['n', 'n/b', 'n/dir', 'n/z', 'n/b-c', 'n/b/c', 'n/b.c', 'n/dir/three', 'n/one', 'n/two']);
  });
});

test('times in archives before 1970 and after 2262 are 1970, those of files are as they are', async () => {
  const context = treeOf('f 644 0:0 5 x @old.tar\nf 644 0:0 -5 y = y');
  const layer = await lines(fileOp('ADD x y /n/'), [emptyTree, context]);
  const times = layer.map((line) => line.split(' ')).map(([, , , time, path]) => `${path} ${time}`);
  expect(times.slice(1)).toEqual(['n/y -5', 'n/f0 0', 'n/f1 0', 'n/f2 7']);
});

describe('messages', () => {
  const context = memoryTree({ 'src/main.ts': '', 'package.json': '', gone: { type: 'symlink', target: 'lib/x' } });

  test.each([
    ['COPY src/mian.ts /x', '"/src/mian.ts": not found', 'did you mean "/src/main.ts"?'],
    ['COPY packge.json /x', '"/packge.json": not found', 'did you mean "/package.json"?'],
    ['COPY scr/main.ts /x', '"/scr/main.ts": not found', 'did you mean "/src"?'],
    [
      'COPY gone /x',
      '"/gone": not found',
      '"/gone" is a symbolic link to "lib/x", where nothing is that can be copied',
    ],
    [
      'COPY gon[e] /x',
      '"/gone": not found',
      '"/gone" is a symbolic link to "lib/x", where nothing is that can be copied',
    ],
    ['COPY nothing-like-it /x', '"/nothing-like-it": not found', undefined],
  ])('%s', async (run, message, hint) => {
    const error = await failure(fileOp(run), [emptyTree, context]);
    expect([error.code, error.message, error.hint]).toEqual(['SOURCE_NOT_FOUND', message, hint]);
  });

  test('a directory over a file', async () => {
    const error = await failure(fileOp('COPY src /etc/passwd'), [memoryTree({ 'etc/passwd': '' }), context]);
    expect(error.message).toBe('cannot copy to non-directory: /etc/passwd');
    expect(error.data).toEqual({ path: '/etc/passwd' });
  });

  test('names of users without a place to look them up', async () => {
    const error = await failure(fileOp('COPY --chown=bin src /x'), [emptyTree, context]);
    expect(error.message).toBe('cannot look up "bin": there is no /etc/passwd here');
  });

  test('an exclusion that is none', async () => {
    expect((await failure(fileOp('COPY --exclude=[a src /x'), [emptyTree, context])).code).toBe('INVALID_PATTERN');
  });

  test('a mode that is none', async () => {
    expect((await failure(fileOp('COPY --chmod=rwx src /x'), [emptyTree, context])).code).toBe('INVALID_MODE');
  });
});

describe('users', () => {
  test('a passwd file of more than 10 MiB is refused', async () => {
    const base = memoryTree({ 'etc/passwd': new Uint8Array(10 * 1024 * 1024 + 1) });
    const error = await failure(fileOp('COPY --chown=bin a /x'), [base, memoryTree({ a: '' })]);
    expect(error.code).toBe('INVALID_USERS_FILE');
  });

  test('a passwd file that never ends is not read to its end', async () => {
    const base = memoryTree({ 'etc/passwd': '' });
    let read = 0;
    const endless = {
      ...base,
      open: async function* () {
        for (;;) yield new Uint8Array((read += 1) && 65536);
      },
    };
    const error = await failure(fileOp('COPY --chown=bin a /x'), [endless, memoryTree({ a: '' })]);
    expect([error.code, read]).toEqual(['INVALID_USERS_FILE', 161]);
  });
});

describe('archives', () => {
  test.each(['plain.tar.gz', 'plain.tar.zst', 'plain.tar.bz2', 'plain.tar.xz'])(
    '%s without a decompressor',
    async (blob) => {
      const error = await failure(fileOp('ADD x /'), [emptyTree, treeOf(`f 644 0:0 5 x @${blob}`)]);
      expect([error.code, error.data.archive]).toEqual(['NO_DECOMPRESSOR', '/x']);
    },
  );

  test('are read in pieces of any size', async () => {
    const context = treeOf('f 644 0:0 5 x @plain.tar');
    for (const size of [1, 100, 511, 512, 513, 5000]) {
      const pieces = { ...context, open: (path: string) => cut(context.open(path), size) };
      expect(await lines(fileOp('ADD x /'), [emptyTree, pieces])).toHaveLength(4);
    }
  });

  test('that change between two readings are refused', async () => {
    const context = treeOf('f 644 0:0 5 x @plain.tar');
    let opened = 0;
    const open = () => bytes((opened += 1) < 3 ? BLOBS['plain.tar']! : BLOBS['duplicate.tar']!);
    const error = await failure(fileOp('ADD x /'), [emptyTree, { ...context, open }]);
    expect([error.code, error.message]).toEqual(['BAD_ARCHIVE', '/x changed while it was being unpacked']);
  });

  test('what is not read of a member is passed over', async () => {
    const context = treeOf('f 644 0:0 5 x @names.tar');
    const contents: string[] = [];
    for await (const [entry, stream] of fileLayer(fileOp('ADD x /'), [emptyTree, context], { now: 0, matcher })) {
      if (!stream || stream instanceof Uint8Array || entry.path === 'b/c') continue;
      for await (const chunk of stream) contents.push(new TextDecoder().decode(chunk));
    }
    expect(contents).toEqual(['1', '3']);
  });
});

/** `source` in chunks of `size` bytes. */
async function* cut(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.byteLength; at += size) yield chunk.subarray(at, at + size);
  }
}

describe('equal files', () => {
  const listing = 'd 755 0:0 5 d\nf 644 0:0 5 d/a = same text\nf 644 0:0 5 d/b = other txt\nf 644 0:0 5 d/c = short';

  test('are found without digests by their bytes', async () => {
    const theirs = treeOf(listing);
    const context = { ...theirs, list: (path: string) => [...theirs.list(path)].map(withoutContent) };
    const base = treeOf(listing.replace('other txt', 'other tat').replace('= short', '= shor'));
    expect(await lines(fileOp('COPY d /d'), [base, context as Tree])).toEqual([
      'd 755 0:0 5 d',
      'f 644 0:0 5 d/b = other txt',
      'f 644 0:0 5 d/c = short',
    ]);
  });

  test('are found on a base that is only listed by digests that are asked for, and not read', async () => {
    const there = treeOf(listing.replace('other txt', 'other tat').replace('= short', '= shor'));
    const asked: string[] = [];
    const digestOf = async (path: string) => {
      asked.push(path);
      return (there.get(path) as FileEntry).content;
    };
    const open = () => {
      throw new Error('nothing is read');
    };
    const base = listedOnly(there, { digestOf, open });
    expect(await lines(fileOp('COPY d /d'), [emptyTree, treeOf(listing)], { base })).toEqual([
      'd 755 0:0 5 d',
      'f 644 0:0 5 d/b = other txt',
      'f 644 0:0 5 d/c = short',
    ]);
    expect(asked).toEqual(['d/a', 'd/b']);
  });

  test('are never looked for when their times have fractions', async () => {
    const context = treeOf(listing.replaceAll(' 5 ', ' 5.5 '));
    expect(await lines(fileOp('COPY d /d'), [treeOf(listing), context])).toHaveLength(4);
  });
});

function withoutContent(entry: object): object {
  const { content: _, ...rest } = entry as { content?: unknown };
  return rest;
}

describe('whiteouts', () => {
  test('a file named like an opaque marker is one', async () => {
    const it = { ...CASE, base: 'd 755 0:0 5 n', context: 'f 644 0:0 5 .wh..wh..opq = ', run: 'COPY . /n/' };
    expect(await layerOf(it)).toEqual(['d 755 0:0 now n', 'o n']);
  });

  test('what comes in the same layer stays', async () => {
    const it = {
      ...CASE,
      base: 'd 755 0:0 5 n',
      context: 'f 644 0:0 5 .wh.a = \nf 644 0:0 5 a = a',
      run: 'COPY . /n/',
    };
    expect(await layerOf(it)).toEqual(['d 755 0:0 now n', 'f 644 0:0 5 n/a = a']);
  });

  test('a directory in the place of one that was a file in between hides the old', async () => {
    const base = 'd 755 0:0 5 n\nd 755 0:0 5 n/a\nf 644 0:0 5 n/a/old = old';
    const context = 'f 644 0:0 5 x @dir-then-file.tar\nf 644 0:0 5 y @file-then-dir.tar';
    expect(await layerOf({ ...CASE, base, context, run: 'ADD x y /n/' })).toEqual([
      'd 755 0:0 now n',
      'd 755 1:2 100 n/a',
      'f 644 1:2 100 n/a/b = b',
      'o n/a',
    ]);
  });
});

describe('abort', () => {
  test('ends a step before its next action', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const layer = fileLayer(fileOp('COPY . /'), [emptyTree, memoryTree({ a: '' })], {
      now: 0,
      matcher,
      signal: controller.signal,
    });
    await expect(layer.next()).rejects.toThrow('enough');
  });

  test('reaches the files that are read', async () => {
    const controller = new AbortController();
    const context = memoryTree({ a: 'a' });
    const signals: unknown[] = [];
    const open: Tree['open'] = (path, signal) => {
      signals.push(signal);
      return context.open(path);
    };
    const options = { now: 0, matcher, signal: controller.signal };
    await entryLines(fileLayer(fileOp('COPY . /'), [emptyTree, { ...context, open }], options));
    expect(signals).toEqual([controller.signal]);
  });
});
