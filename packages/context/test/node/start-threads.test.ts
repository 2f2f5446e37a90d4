import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { directoryContext } from '../../src/node.ts';
import { createLookAhead } from '../../src/node/look-ahead.ts';
import { startThreads } from '../../src/node/start-threads.ts';
import { createStatusList } from '../../src/node/status-list.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const FILES = Array.from({ length: 2500 }, (_, i) => `f${String(i).padStart(4, '0')}`);

/** Gives as many threads as said, from now on. */
function limitThreads(most: number): { readonly alive: ReadonlySet<Worker>; readonly asked: number } {
  const alive = new Set<Worker>();
  const limited = { alive, asked: 0 };
  class Limited extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      limited.asked += 1;
      if (alive.size >= most) throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
      super(...args);
      alive.add(this);
      this.on('exit', () => alive.delete(this));
    }
  }
  const { getBuiltinModule } = process;
  const spy = vi.spyOn(process, 'getBuiltinModule');
  spy.mockImplementation((id: string) =>
    id === 'node:worker_threads' ? { ...getBuiltinModule(id), Worker: Limited } : getBuiltinModule(id),
  );
  onTestFinished(() => spy.mockRestore());
  return limited;
}

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

test('what else is wrong with a thread is said', () => {
  const start = (): never => {
    throw new RangeError('no such limit');
  };
  expect(() => startThreads(2, start)).toThrow('no such limit');
});
