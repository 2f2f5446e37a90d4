import { Worker } from 'node:worker_threads';
import { onTestFinished, vi } from 'vitest';

/** What has become of a limit. */
export interface LimitedThreads {
  readonly alive: ReadonlySet<Worker>;
  /** How many threads were wanted. */
  readonly asked: number;
}

/** Gives who asks `process` for what makes threads at most so many at a time, until the test is over. */
export function limitThreads(most: number): LimitedThreads {
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
