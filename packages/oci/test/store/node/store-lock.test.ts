import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sweepAlone, useStore } from '../../../src/node.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that is not there any more. */
const DEAD = `4194303-1-${readNamespace()}`;

function readNamespace(): string {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-mark-'));
  try {
    sweepAlone(scratch);
    return /-(\d+)\.\d+$/.exec(readdirSync(join(scratch, 'sweepers'))[0] ?? '')?.[1] ?? '0';
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

describe('the lock of a store', () => {
  test('lets many use it, and nobody sweep meanwhile', async () => {
    const first = await useStore(directory);
    const second = await useStore(directory);
    expect(() => sweepAlone(directory)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }));
    first[Symbol.dispose]();
    expect(() => sweepAlone(directory)).toThrow(/in use by process \d+/);
    second[Symbol.dispose]();
    sweepAlone(directory)[Symbol.dispose]();
  });

  test('makes a user wait for the end of a sweep', async () => {
    const sweep = sweepAlone(directory);
    let entered = false;
    const user = useStore(directory).then((lease) => {
      entered = true;
      return lease;
    });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(entered).toBe(false);
    sweep[Symbol.dispose]();
    (await user)[Symbol.dispose]();
    expect(entered).toBe(true);
  });

  test('stops waiting when it is aborted', async () => {
    sweepAlone(directory);
    await expect(useStore(directory, AbortSignal.timeout(80))).rejects.toThrow();
  });

  test('has one sweeper at a time', () => {
    sweepAlone(directory);
    expect(() => sweepAlone(directory)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }));
  });

  const comers = { user: useStore, sweeper: async (place: string) => sweepAlone(place) };
  test.each([
    ['users', 'user'],
    ['users', 'sweeper'],
    ['sweepers', 'user'],
    ['sweepers', 'sweeper'],
  ] as const)('forgets the dead: %s when a %s comes', async (room, who) => {
    mkdirSync(join(directory, room));
    writeFileSync(join(directory, room, `${DEAD}.1`), '');
    (await comers[who](directory))[Symbol.dispose]();
    expect(readdirSync(join(directory, room))).toEqual([]);
  });
});
