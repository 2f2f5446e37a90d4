import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');

/** Runs a build of a big file and stops it with `signal` once something is being written to `out`. */
async function stopped(out: string, output: string, signal: NodeJS.Signals): Promise<void> {
  const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY big /big\n', big: '' });
  truncateSync(join(context, 'big'), 2 ** 29);
  await shop.strake(['build', '-q', context]);
  const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
  const child = spawn(BIN, ['build', '-o', output, context], { cwd: out, env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (child.exitCode === null && !writing(out)) await setTimeout(2);
  expect(child.exitCode).toBeNull();
  child.kill(signal);
  await ended;
}

function writing(out: string): boolean {
  const directories = [out, join(out, 'files'), join(out, 'layout/ingest')].filter((directory) =>
    existsSync(directory),
  );
  return directories
    .flatMap((directory) => readdirSync(directory))
    .some((name) => /\.tmp$|^\.strake-|^\d+-/.test(name));
}

test.each(['SIGKILL', 'SIGTERM'] as const)('a good file stays when its successor is stopped by %s', async (signal) => {
  const out = join(shop.context({}), 'out');
  mkdirSync(out);
  writeFileSync(join(out, 'x.tar'), 'good');
  await stopped(out, 'type=oci,dest=x.tar,compression=uncompressed', signal);
  expect(readFileSync(join(out, 'x.tar'), 'utf8')).toBe('good');
  const small = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: '' });
  expect(await shop.strake(['build', '-o', 'type=oci,dest=../y.tar', small], { cwd: out })).toMatchObject({ code: 0 });
  expect(readdirSync(out)).toEqual(['x.tar']);
});

test.each(['SIGKILL', 'SIGTERM'] as const)('files stay when their successors are stopped by %s', async (signal) => {
  const out = join(shop.context({}), 'out');
  mkdirSync(join(out, 'files'), { recursive: true });
  writeFileSync(join(out, 'files/big'), 'good');
  await stopped(out, 'files', signal);
  expect(readFileSync(join(out, 'files/big'), 'utf8')).toBe('good');
  const small = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: '' });
  expect(await shop.strake(['build', small], { cwd: out })).toMatchObject({ code: 0 });
  expect(readdirSync(join(out, 'files')).sort()).toEqual(['big']);
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a layout is as it was when a build into it is stopped by %s',
  async (signal) => {
    const out = join(shop.context({}), 'out');
    mkdirSync(out);
    const small = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' });
    const layout = join(out, 'layout');
    const toLayout = ['build', '-o', 'type=oci,dest=layout,tar=false,name=small', small];
    expect(await shop.strake(toLayout, { cwd: out })).toMatchObject({ code: 0 });
    const index = readFileSync(join(layout, 'index.json'), 'utf8');
    await stopped(out, 'type=oci,dest=layout,tar=false,compression=uncompressed', signal);
    expect(readFileSync(join(layout, 'index.json'), 'utf8')).toBe(index);
    expect(wrongBlobs(layout)).toEqual([]);
    expect(await shop.strake(toLayout, { cwd: out })).toMatchObject({ code: 0 });
    expect(readdirSync(join(layout, 'ingest'))).toEqual([]);
  },
);

/** Blobs whose bytes are not their names'. */
function wrongBlobs(layout: string): readonly string[] {
  const blobs = join(layout, 'blobs/sha256');
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(blobs, name)))
      .digest('hex');
  return readdirSync(blobs).filter((name) => digest(name) !== name);
}
