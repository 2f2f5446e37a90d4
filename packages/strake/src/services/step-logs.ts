import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { hexOf } from '@strake/core';
import type { OpenStepLog } from '@strake/executor';
import { makeDirectories } from '@strake/oci/node';

/** Bytes of one log: what comes after is not kept, nor what the disk has no room for. */
const LARGEST = 1024 * 1024 * 1024;
/** Milliseconds that a log is kept. */
const LIFETIME = 14 * 24 * 60 * 60 * 1000;

/**
 * The output of steps as files in `directory`: `DIGEST.log` of the step, that of its last run. Only this user may read
 * them. Old ones go when a new one is opened.
 */
export function stepLogs(directory: string): OpenStepLog {
  let swept = false;
  return (vertex) => {
    makeDirectories(directory, 0o700);
    if (!swept) sweep(directory);
    swept = true;
    return openLog(directory, vertex);
  };
}

function openLog(directory: string, vertex: Digest): ReturnType<OpenStepLog> {
  const place = join(directory, `${hexOf(vertex)}.log`);
  const unfinished = `${place}.${randomUUID()}`;
  const fd = openSync(unfinished, 'w', 0o600);
  let size = 0;
  return {
    place,
    write(text) {
      const bytes = Buffer.from(text);
      const room = bytes.subarray(0, LARGEST - size);
      size = append(fd, room) ? size + room.length : LARGEST;
    },
    close() {
      closeSync(fd);
      try {
        renameSync(unfinished, place);
      } catch {
        // Somebody has removed the logs: the step may do without.
      }
    },
  };
}

/** False when there is no room left on the disk: the step may do without its log. */
function append(fd: number, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    return true;
  } catch {
    return false;
  }
}

function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > LIFETIME) rmSync(path, { force: true });
  }
}
