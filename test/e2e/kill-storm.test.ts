import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');

/** Kills of each kind of output; `STRAKE_STORM=N` asks for more. */
const ROUNDS = Number(process.env['STRAKE_STORM'] ?? 4);

/** What to make at a path, and what a whole one is. */
const OUTPUTS: Readonly<
  Record<string, readonly [output: (path: string) => string, isWhole: (path: string) => boolean]>
> = {
  'an OCI archive': [(path) => `type=oci,dest=${path}`, isTar],
  'an archive for Docker': [(path) => `type=docker,dest=${path},compression=zstd`, isTar],
  'a layout': [(path) => `type=oci,dest=${path},tar=false`, isLayout],
  'a tar of files': [(path) => `type=tar,dest=${path}`, isTar],
  'a directory': [(path) => `type=local,dest=${path}`, hasWholeFiles],
  'an image in the store': [() => 'type=image,name=stormy', () => true],
};

test.each(Object.keys(OUTPUTS))(
  '%s: killed at any moment, a build leaves nothing half and nothing for good',
  async (kind) => {
    using shop = await openWorkshop();
    const [output, isWhole] = OUTPUTS[kind] as (typeof OUTPUTS)[string];
    const out = join(shop.directory, 'out');
    mkdirSync(out);
    const place = join(out, 'made');
    for (let round = 0; round < ROUNDS; round += 1) {
      const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY a b c /d/\n' });
      for (const name of ['a', 'b', 'c']) writeFileSync(join(context, name), randomBytes(6_000_000));
      await killed(shop, ['build', '-o', output(place), context], 150 + round * (600 / ROUNDS) + Math.random() * 80);
      expect(!existsSync(place) || isWhole(place)).toBe(true);
      const other = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /\n', a: String(round) });
      const next = await shop.strake(['build', '-o', `type=oci,dest=${join(shop.directory, 'other.tar')}`, other]);
      expect(next).toMatchObject({ code: 0 });
      expect(unfinished(out)).toEqual([]);
      expect(unfinished(shop.home)).toEqual([]);
      expect(await shop.strake(['build', '-o', output(place), context])).toMatchObject({ code: 0 });
      expect(!existsSync(place) || isWhole(place)).toBe(true);
    }
  },
  120_000,
);

async function killed(shop: Workshop, args: readonly string[], milliseconds: number): Promise<void> {
  const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
  const child = spawn(BIN, args, { env, stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  await Promise.race([setTimeout(milliseconds), ended]);
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** Files that bear a process's mark: all are to be renamed or removed. */
function unfinished(directory: string): readonly string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /(?:\.tmp$|\.strake-|(?:^|\/)(?:ingest|outputs)\/.)/.test(name));
}

function isTar(path: string): boolean {
  return (
    spawnSync('tar', ['-tf', path]).status === 0 &&
    readFileSync(path)
      .subarray(-1024)
      .every((byte) => byte === 0)
  );
}

/** Every blob that is there has its digest, and the index, once it is there, names blobs that are. */
function isLayout(path: string): boolean {
  const blobs = existsSync(join(path, 'blobs/sha256')) ? readdirSync(join(path, 'blobs/sha256')) : [];
  const digests = blobs.map((name) => spawnSync('sha256sum', [join(path, 'blobs/sha256', name)], { encoding: 'utf8' }));
  if (digests.some(({ stdout }, i) => !stdout.startsWith(blobs[i] ?? '?'))) return false;
  if (!existsSync(join(path, 'index.json'))) return true;
  const { manifests } = JSON.parse(readFileSync(join(path, 'index.json'), 'utf8'));
  return manifests.every(({ digest }: { digest: string }) => blobs.includes(digest.slice('sha256:'.length)));
}

function hasWholeFiles(path: string): boolean {
  const directory = join(path, 'd');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.every((name) => readFileSync(join(directory, name)).byteLength === 6_000_000);
}
