import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { answeringThreads } from '../src/index.ts';

class Thread extends EventEmitter {
  isStopped = false;
  terminate(): void {
    this.isStopped = true;
  }
}

test('as many threads as said run at a time, and the place of one that ended is free', () => {
  const start = answeringThreads<string>(2);
  const [first, second, third] = [new Thread(), new Thread(), new Thread()];
  expect([start(() => first), start(() => second)]).not.toContain(undefined);
  expect(start(() => third)).toBeUndefined();
  first.emit('exit', 0);
  expect(start(() => third)).toBeDefined();
});

test.each<[ends: string, end: (thread: Thread) => void, answer: string | undefined]>([
  ['answers', (thread) => thread.emit('message', 'done'), 'done'],
  ['fails', (thread) => thread.emit('error', new Error('torn')), undefined],
  ['just ends', (thread) => thread.emit('exit', 1), undefined],
])('what a thread says that %s', async (_, end, answer) => {
  const thread = new Thread();
  const started = answeringThreads<string>(1)(() => thread);
  end(thread);
  expect(await started?.answer).toBe(answer);
  started?.[Symbol.dispose]();
  expect(thread.isStopped).toBe(true);
});

test('a thread that is refused takes no place', () => {
  const start = answeringThreads<string>(1);
  const refused = (): never => {
    throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
  };
  expect(start(refused)).toBeUndefined();
  expect(start(() => new Thread())).toBeDefined();
});
