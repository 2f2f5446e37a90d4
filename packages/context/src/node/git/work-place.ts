import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isGone, systemCode } from '../host-error.ts';

/** A private directory, gone after use. */
export interface WorkPlace extends Disposable {
  readonly path: string;
}

/** Makes one below `parent`, and removes those that killed processes of this machine have left there. */
export function openWorkPlace(parent: string): WorkPlace {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(parent)) if (isLeft(join(parent, name), name)) remove(join(parent, name));
  const path = mkdtempSync(join(parent, `git-${process.pid}-`));
  return { path, [Symbol.dispose]: () => remove(path) };
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

const FORGOTTEN_MS = 24 * 3600 * 1000;

/** A process of another process namespace may look gone: what is young is left alone. */
function isLeft(path: string, name: string): boolean {
  const pid = /^git-(\d+)-\w+$/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    return age > FORGOTTEN_MS || (age > 60_000 && !isRunning(Number(pid)));
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
