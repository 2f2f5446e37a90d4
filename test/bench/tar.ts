/** Layers: writing, reading, indexing, packing. `pnpm bench tar [MIB]`: size of the large file, default 512. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteStream, bytes } from '../../packages/core/src/index.ts';
import {
  digestTree,
  type EntryWithData,
  type Layer,
  overlay,
  readIndex,
  readTar,
} from '../../packages/oci/src/index.ts';
import { type DiskStore, nodeHasher, openStore } from '../../packages/oci/src/node.ts';

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000 } as const;
const MIB = 1024 * 1024;

export async function run(args: readonly string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-bench-'));
  try {
    await using store = await openStore(directory);
    await manySmallFiles(store, 50_000);
    await oneLargeFile(store, Number(args[0] ?? 512));
    await manySmallLayers(store, 50);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

async function manySmallFiles(store: DiskStore, count: number): Promise<void> {
  const files = `${count} files of 2 KB`;
  const layer = await timed(`${files}: write a layer`, count, 'entries', () => store.layers.write(smallFiles(count)));
  await timed(`${files}: read the tar`, count, 'entries', () => drain(readTar(layer.tar())));
  const index = await timed(`${files}: read and index`, count, 'entries', () =>
    readIndex(layer.tar(), layer.diffId, { createHasher: nodeHasher }),
  );
  const reopened = await openStore(store.directory);
  const again = (await reopened.layers.get(layer.diffId)) as Layer;
  await timed(`${files}: load the index`, count, 'entries', () => again.index());
  const tree = overlay([{ layer, index }]);
  await timed(`${files}: walk the tree`, count, 'entries', () => [...tree.walk()].length);
  await timed(`${files}: content digest`, count, 'entries', () =>
    digestTree(
      tree,
      { path: '', wildcard: false, followLast: true, exclude: [], names: false },
      { createHasher: nodeHasher },
    ),
  );
  await timed(`${files}: open 5000`, 5000, 'files', async () => {
    for (let i = 0; i < 5000; i += 1) await drain(tree.open(nameOf(i)));
  });
}

async function oneLargeFile(store: DiskStore, mebibytes: number): Promise<void> {
  const entry = { type: 'file', path: 'large', size: mebibytes * MIB, ...META } as const;
  const name = `one file of ${mebibytes} MiB`;
  const content = await timed(`${name}: hash only`, mebibytes, 'MiB', async () => {
    const hasher = nodeHasher();
    for await (const chunk of mixed(mebibytes)) hasher.update(chunk);
    return hasher.digest();
  });
  const told = (): Promise<Layer> => store.layers.write([[{ ...entry, content }, mixed(mebibytes)]]);
  await timed(`${name}: write a layer, digest known`, mebibytes, 'MiB', told);
  const layer = await timed(`${name}: write a layer`, mebibytes, 'MiB', () =>
    store.layers.write([[entry, mixed(mebibytes)]]),
  );
  for (const compression of ['gzip', 'zstd'] as const) {
    const packed = await timed(`${name}: ${compression}`, mebibytes, 'MiB', () =>
      store.layers.pack(layer, compression),
    );
    await store.content.delete(layer.diffId);
    const other = await openStore(store.directory);
    const back = (await other.layers.get(layer.diffId)) as Layer;
    await timed(`${name}: un${compression}, verify`, mebibytes, 'MiB', () => drain(back.tar()));
    await store.content.write(back.tar());
    await store.content.delete(packed.digest);
  }
}

async function manySmallLayers(store: DiskStore, count: number): Promise<void> {
  await timed(`${count} layers of one file: write`, count, 'layers', async () => {
    for (let i = 0; i < count; i += 1)
      await store.layers.write([
        [{ type: 'file', path: `f${i}`, size: 5, ...META }, bytes(new TextEncoder().encode('hello'))],
      ]);
  });
}

async function timed<T>(name: string, count: number, unit: string, work: () => Promise<T> | T): Promise<T> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(
    `${name.padEnd(48)} ${seconds.toFixed(3)} s  ${((user + system) / 1e6).toFixed(2)} CPU-s  ${rate} ${unit}/s`,
  );
  return result;
}

function nameOf(i: number): string {
  return `dir${i % 100}/sub/file${i}.ts`;
}

function* smallFiles(count: number): Generator<EntryWithData> {
  const data = new Uint8Array(2048);
  for (let i = 0; i < count; i += 1) {
    data.fill(i);
    yield [{ type: 'file', path: nameOf(i), size: data.byteLength, ...META }, bytes(data.slice())];
  }
}

/** Text, code-like and random chunks in turn, always the same. */
async function* mixed(mebibytes: number): ByteStream {
  const kinds = [0, 1, 2].map((kind) => {
    let state = kind + 1;
    return new Uint8Array(MIB).map((_, i) => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      return kind === 0 ? 97 + ((state >> 16) % 20) : kind === 1 ? (i % 64 < 40 ? i & 0xf : state >> 20) : state >> 16;
    });
  });
  for (let i = 0; i < mebibytes; i += 1) {
    const chunk = (kinds[i % 3] as Uint8Array).slice();
    chunk[0] = i;
    yield chunk;
  }
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
}
