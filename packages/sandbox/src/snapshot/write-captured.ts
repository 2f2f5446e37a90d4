import { startThreads } from '@strake/core';
import type { EntryWithData } from '@strake/oci';
import { type Capture, type CaptureOptions, captureLayer } from './capture.ts';
import { withData, withDataAhead } from './captured-data.ts';
import { readAhead } from './read-ahead.ts';
import { type ReadThread, startReadThread } from './read-thread.ts';

/** Bytes from which a thread surely saves more time than its start takes. Many small files gain nothing by it. */
const LARGE = 64 * 1024 * 1024;

/**
 * Captures what changed, and hands it to `write`. The files of a large layer are read and hashed in a thread, as long as who
 * writes and hashes the tar is busy with that.
 */
export async function writeCaptured<T>(
  options: CaptureOptions,
  write: (entries: readonly EntryWithData[]) => Promise<T>,
): Promise<{ readonly capture: Capture; readonly written: T }> {
  let bytes = 0;
  let threads: readonly ReadThread[] | undefined;
  const onFile = (size: number): void => {
    bytes += size;
    // It starts while the rest is being looked at.
    if (bytes >= LARGE) threads ??= startThreads(1, startReadThread);
  };
  try {
    const capture = captureLayer({ ...options, onFile });
    const { entries } = capture;
    const [thread] = threads ?? [];
    const data = thread === undefined ? withData(entries) : withDataAhead(entries, readAhead(entries, thread));
    return { capture, written: await write(data) };
  } finally {
    threads?.[0]?.end();
  }
}
