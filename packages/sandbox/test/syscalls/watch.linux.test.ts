import { closeSync, readSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makePipe } from '../../src/syscalls/process.ts';
import { duplicate } from '../../src/syscalls/terminal.ts';
import { openWatch } from '../../src/syscalls/watch.ts';

/** Beyond all that this process has open. */
const ELSEWHERE = 900;

test('what was dropped and is still open elsewhere does not report for who has its number now', async () => {
  const watch = openWatch();
  onTestFinished(() => watch.close());
  const first = makePipe();
  // As a process has it that was forked and has not yet executed its program.
  duplicate(first.read, ELSEWHERE);
  onTestFinished(() => closeSync(ELSEWHERE));
  watch.add(first.read, () => {});
  watch.drop(first.read);
  const second = makePipe();
  expect(second.read).toBe(first.read);
  const ready = vi.fn<() => void>(() => void readSync(second.read, Buffer.alloc(1)));
  watch.add(second.read, ready);
  writeSync(first.write, '.');
  await sleep(100);
  expect(ready).not.toHaveBeenCalled();
  writeSync(second.write, '.');
  await vi.waitFor(() => expect(ready).toHaveBeenCalledTimes(1));
});
