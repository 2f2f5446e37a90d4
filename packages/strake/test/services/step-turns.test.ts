import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { ownMark } from '@strake/oci/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stepTurns } from '../../src/services/step-turns.ts';

const KEYS = ['a', 'b'].map((digit): Digest => `sha256:${digit.repeat(64)}`) as [Digest, Digest];
const { signal } = new AbortController();

let place: string;
let notes: string[];
beforeEach(() => {
  place = join(mkdtempSync(join(tmpdir(), 'strake-turns-')), 'running');
  notes = [];
});
afterEach(() => rmSync(join(place, '..'), { recursive: true, force: true }));

function turns(): ReturnType<typeof stepTurns> {
  return stepTurns(place, (note) => notes.push(note));
}

test('one build at a time is at a step, and the others wait', async () => {
  const first = await turns()(KEYS[0], 'RUN a', signal);
  const other = await turns()(KEYS[1], 'RUN b', signal);
  let over = false;
  const second = turns()(KEYS[0], 'RUN a', signal).then((turn) => {
    expect(over).toBe(true);
    return turn;
  });
  await new Promise((resolve) => setTimeout(resolve, 120));
  over = true;
  first[Symbol.dispose]();
  expect([first.waited, other.waited, (await second).waited]).toEqual([false, false, true]);
  expect(notes).toEqual([`RUN a: another build (process ${process.pid}) is at it, and is waited for`]);
  for (const turn of [other, await second]) turn[Symbol.dispose]();
  expect(readdirSync(place)).toEqual([]);
});

test('nobody waits for a second one where the first has left no result', async () => {
  const first = await turns()(KEYS[0], 'RUN a', signal);
  const waiting = [1, 2, 3].map(() => turns()(KEYS[0], 'RUN a', signal));
  first[Symbol.dispose]();
  const others = await Promise.all(waiting);
  expect(others.map(({ waited }) => waited)).toEqual([true, true, true]);
  for (const turn of others) turn[Symbol.dispose]();
  expect(readdirSync(place)).toEqual([]);
});

test('what has been given back is not given back once more', async () => {
  const first = await turns()(KEYS[0], 'RUN a', signal);
  first[Symbol.dispose]();
  const second = await turns()(KEYS[0], 'RUN a', signal);
  first[Symbol.dispose]();
  expect(readdirSync(place)).toEqual(['a'.repeat(64)]);
  second[Symbol.dispose]();
});

test('who waits can be stopped', async () => {
  const held = await turns()(KEYS[0], 'RUN a', signal);
  await expect(turns()(KEYS[0], 'RUN a', AbortSignal.timeout(80))).rejects.toMatchObject({ name: 'TimeoutError' });
  held[Symbol.dispose]();
});

test('nobody waits for the dead, nor for whom it cannot be told of', async () => {
  (await turns()(KEYS[0], 'RUN a', signal))[Symbol.dispose]();
  const { pid } = spawnSync('true');
  const [, start, namespace] = ownMark().split('-');
  symlinkSync(`${pid}-${start}-${namespace}`, join(place, 'a'.repeat(64)));
  symlinkSync(`${process.pid}-${start}-1`, join(place, 'b'.repeat(64)));
  const both = [await turns()(KEYS[0], 'RUN a', signal), await turns()(KEYS[1], 'RUN b', signal)];
  expect(notes).toEqual([]);
  for (const turn of both) turn[Symbol.dispose]();
  expect(readdirSync(place)).toEqual(['b'.repeat(64)]);
});

test('where no link can be made nobody waits', async () => {
  const turn = await stepTurns('/proc/none', (note) => notes.push(note))(KEYS[0], 'RUN a', signal);
  turn[Symbol.dispose]();
  expect([turn.waited, notes]).toEqual([false, []]);
});
