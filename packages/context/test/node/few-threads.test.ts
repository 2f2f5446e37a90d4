import { availableParallelism } from 'node:os';
import { limitThreads } from '@strake/oci/testing';
import { expect, test, vi } from 'vitest';
import { directoryContext } from '../../src/node.ts';
import { createLookAhead } from '../../src/node/look-ahead.ts';
import { createStatusList } from '../../src/node/status-list.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const FILES = Array.from({ length: 2500 }, (_, i) => `f${String(i).padStart(4, '0')}`);

const hasThreads = availableParallelism() > 2;

test.runIf(hasThreads).each([0, 1])(
  'files are read ahead where the machine gives no more threads than %i',
  async (most) => {
    const root = temporaryDirectory(Object.fromEntries(FILES.map((name) => [name, name])));
    const tree = await directoryContext(root).load([{ path: '', wildcard: false }]);
    const limited = limitThreads(most);
    const ahead = tree.readAhead?.();
    expect([ahead !== undefined, limited]).toMatchObject([most > 0, { asked: most + 1 }]);
    ahead?.add(FILES);
    for (const name of FILES) expect((ahead?.take(name) ?? tree.readSmall?.(name))?.toString()).toBe(name);
    ahead?.end();
    await vi.waitUntil(() => limited.alive.size === 0);
  },
);

test.runIf(hasThreads).each([0, 1])(
  'files are looked at where the machine gives no more threads than %i',
  async (most) => {
    const limited = limitThreads(most);
    const ahead = createLookAhead(temporaryDirectory({}), createStatusList(), 2000);
    expect(limited.asked).toBe(most + 1);
    await ahead.done();
    ahead.end();
    await vi.waitUntil(() => limited.alive.size === 0);
  },
);
