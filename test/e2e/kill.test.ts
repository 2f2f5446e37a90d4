import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

/** Starts a build, and sends `signal` once its RUN is at work. Gives the exit code or the signal that ended it. */
async function interrupted(context: string, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  const child = spawn(BIN, ['build', ...shop.base, '--progress', 'plain', context], {
    env: { PATH: process.env['PATH'] ?? '', HOME: shop.directory, STRAKE_HOME: shop.home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data) => {
      output += data;
      if (output.includes('at-work')) resolve();
    });
    child.on('close', () => reject(new Error(`ended before its RUN was at work:\n${output}`)));
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.removeAllListeners('close').on('close', (code, by) => resolve(code ?? by)),
  );
  child.kill(signal);
  return ended;
}

/** Processes whose command line holds `text`, or that have the store open as their directory. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Scratch directories of sessions; `door` is the lock that all share. */
function sessionsLeft(): readonly string[] {
  return readdirSync(join(shop.home, 'scratch')).filter((name) => name !== 'door');
}

async function expectGone(text: string): Promise<void> {
  await expect.poll(() => processesWith(text), { timeout: 5000, interval: 20 }).toEqual([]);
}

describe('a build that is killed in the middle of a RUN', () => {
  test('leaves no process and no mount, and the next build is right: ten times', async () => {
    for (let round = 0; round < 10; round++) {
      const seconds = `3${process.pid}${round}`;
      // One child that ignores SIGTERM, one in a session of its own: all must go.
      const command = `touch /half; (trap "" TERM; sleep ${seconds}) & setsid sleep ${seconds} & echo at-work; sleep ${seconds}`;
      const context = shop.context({ Dockerfile: `FROM busybox\nRUN echo base > /base${round}\nRUN ${command}\n` });
      expect(await interrupted(context, 'SIGKILL')).toBe('SIGKILL');
      await expectGone(`sleep ${seconds}`);
      expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(shop.home);
      const next = shop.context({
        Dockerfile: `FROM busybox\nRUN echo base > /base${round}\nRUN test ! -e /half && cat /base${round}\n`,
      });
      const ran = await shop.strake(['build', ...shop.base, '--progress', 'plain', next]);
      expect(ran.stderr).toContain('base');
      expect(ran.code).toBe(0);
    }
    expect(sessionsLeft()).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('%s ends it in order', async (signal, code) => {
    const seconds = `4${process.pid}${code}`;
    const context = shop.context({ Dockerfile: `FROM busybox\nRUN echo at-work; sleep ${seconds}\n` });
    expect(await interrupted(context, signal)).toBe(code);
    await expectGone(`sleep ${seconds}`);
    expect(sessionsLeft()).toEqual([]);
  });

  test.each(['SIGUSR1', 'SIGUSR2'] as const)('%s means nothing to it', async (signal) => {
    const context = shop.context({ Dockerfile: `FROM busybox\nRUN echo at-work; sleep 1; : ${signal}\n` });
    expect(await interrupted(context, signal)).toBe(0);
    expect(sessionsLeft()).toEqual([]);
  });
});
