import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bytes, type ByteStream } from '@strake/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileAtomically } from '../../src/output/atomic-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-atomic-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const text = (content: string): ByteStream => bytes(new TextEncoder().encode(content));

test('a file is replaced as a whole', async () => {
  const path = join(directory, 'out.tar');
  writeFileSync(path, 'old');
  expect(await writeFileAtomically(path, text('newer'))).toBe(5);
  expect(readFileSync(path, 'utf8')).toBe('newer');
  expect(readdirSync(directory)).toEqual(['out.tar']);
});

test('a failure leaves the old file, and nothing else', async () => {
  const path = join(directory, 'out.tar');
  writeFileSync(path, 'old');
  const failing = async function* (): ByteStream {
    yield new Uint8Array(10);
    throw new Error('no more');
  };
  await expect(writeFileAtomically(path, failing())).rejects.toThrow('no more');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(directory)).toEqual(['out.tar']);
});

test('an abort leaves the old file, and nothing else', async () => {
  const path = join(directory, 'out.tar');
  writeFileSync(path, 'old');
  const endless = async function* (): ByteStream {
    for (;;) yield new Uint8Array(1024);
  };
  await expect(writeFileAtomically(path, endless(), { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  expect(readdirSync(directory)).toEqual(['out.tar']);
});

test("a link stays, its file is replaced; a device's bytes are swallowed and it stays one", async () => {
  writeFileSync(join(directory, 'real'), 'old');
  symlinkSync('real', join(directory, 'link'));
  await writeFileAtomically(join(directory, 'link'), text('new'));
  expect(readlinkSync(join(directory, 'link'))).toBe('real');
  expect(readFileSync(join(directory, 'real'), 'utf8')).toBe('new');
  expect(await writeFileAtomically('/dev/null', text('gone'))).toBe(4);
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('links that lead to nothing stay: the file is made where they lead', async () => {
  mkdirSync(join(directory, 'made'));
  symlinkSync('made/second', join(directory, 'first'));
  symlinkSync('../file', join(directory, 'made/second'));
  await writeFileAtomically(join(directory, 'first'), text('new'));
  expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('new');
  expect(readlinkSync(join(directory, 'first'))).toBe('made/second');
  expect(readdirSync(directory).sort()).toEqual(['file', 'first', 'made']);
});

test('a file that has no name any more is written into, as standard output may be one', async () => {
  const gone = openSync(join(directory, 'gone'), 'w+');
  rmSync(join(directory, 'gone'));
  symlinkSync(`/proc/${process.pid}/fd/${gone}`, join(directory, 'stdout'));
  await writeFileAtomically(join(directory, 'stdout'), text('into it'));
  expect(readFileSync(gone, 'utf8')).toBe('into it');
  closeSync(gone);
  expect(readdirSync(directory)).toEqual(['stdout']);
  expect(lstatSync(join(directory, 'stdout')).isSymbolicLink()).toBe(true);
});

test('the new file has the mode of the old, and its owner', async () => {
  const path = join(directory, 'out.tar');
  writeFileSync(path, 'secret');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(path, 1234, 1235);
  chmodSync(path, 0o600);
  const { mode, uid, gid } = statSync(path);
  await writeFileAtomically(path, text('new'));
  expect(statSync(path)).toMatchObject({ mode, uid, gid });
});

test('a pipe is written into', async () => {
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const written = writeFileAtomically(fifo, text('through'));
  expect((await promisify(execFile)('cat', [fifo])).stdout).toBe('through');
  expect(await written).toBe(7);
});

test.each([
  ['nobody reads', false],
  ['is full', true],
])('a pipe that %s does not hold an abort', async (_, isOpen) => {
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const stalled = isOpen ? openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK) : undefined;
  const endless = async function* (): ByteStream {
    for (;;) yield new Uint8Array(100_000);
  };
  const written = writeFileAtomically(fifo, endless(), { signal: AbortSignal.timeout(200) });
  await expect(written).rejects.toMatchObject({ name: 'TimeoutError' });
  if (stalled !== undefined) closeSync(stalled);
});

test('a pipe gets each chunk as it was, though its memory is used again, and what it does not take is an error', async () => {
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const memory = new Uint8Array(300_000);
  const reusing = async function* (): ByteStream {
    for (let i = 0; i < 4; i += 1) yield memory.fill(48 + i);
  };
  const written = writeFileAtomically(fifo, reusing());
  const { stdout } = await promisify(execFile)('cat', [fifo], { maxBuffer: 2_000_000 });
  expect(stdout.replace(/(.)\1*/g, '$1')).toBe('0123');
  expect([await written, stdout.length]).toEqual([1_200_000, 1_200_000]);
  const left = writeFileAtomically(fifo, reusing());
  left.catch(() => undefined);
  await promisify(execFile)('head', ['-c', '10', fifo]);
  await expect(left).rejects.toMatchObject({ code: 'EPIPE' });
});

test('what a killed process left of the same file goes', async () => {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  writeFileSync(join(directory, `.out.tar.${process.pid}-1-${namespace}.01234567.tmp`), '');
  writeFileSync(join(directory, `.other.${process.pid}-1-${namespace}.01234567.tmp`), '');
  await writeFileAtomically(join(directory, 'out.tar'), text('x'));
  expect(readdirSync(directory).sort()).toEqual([`.other.${process.pid}-1-${namespace}.01234567.tmp`, 'out.tar']);
});

test('what looks like that and cannot be removed is in nobody’s way', async () => {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  const left = `.out.tar.${process.pid}-1-${namespace}.01234567.tmp`;
  mkdirSync(join(directory, left));
  await writeFileAtomically(join(directory, 'out.tar'), text('x'));
  expect(readdirSync(directory).sort()).toEqual([left, 'out.tar']);
});

test('a name of 255 bytes is fine', async () => {
  const path = join(directory, 'n'.repeat(255));
  expect(await writeFileAtomically(path, text('x'))).toBe(1);
});
