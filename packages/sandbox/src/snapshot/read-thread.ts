import { Worker } from 'node:worker_threads';
import { moduleBeside } from '@strake/core';
import type { FromReader, Portion, ReadBytes, ToReader } from './portion.ts';

/** A thread that reads portions and hashes their files, in the order in which it gets them. */
export interface ReadThread {
  /** Into memory of `PORTION` bytes, which comes back with the result. */
  read(portion: Portion, memory: ArrayBuffer): Promise<ReadBytes>;
  /** Lets it end. What it still reads is of no interest. */
  end(): void;
}

/** Megabytes of its youngest objects: left to itself it would take many times what it needs. */
const LIMITS = { maxYoungGenerationSizeMb: 2 };

export function startReadThread(): ReadThread {
  const thread = new Worker(moduleBeside('read-thread-main', import.meta.url), {
    env: {},
    execArgv: [],
    resourceLimits: LIMITS,
  });
  const send = (message: ToReader): void =>
    thread.postMessage(message, message.kind === 'read' ? [message.memory] : []);
  const waiting: PromiseWithResolvers<ReadBytes>[] = [];
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const { reject } of waiting.splice(0)) reject(lost);
  };
  thread.on('message', (message: FromReader) => {
    if (message.kind === 'read') waiting.shift()?.resolve(message);
    else lose(new Error(message.message));
  });
  thread.on('error', lose);
  thread.on('exit', () => lose(new Error('a thread that reads captured files has ended')));
  return {
    read: async (portion, memory) => {
      if (lost) throw lost;
      const read = Promise.withResolvers<ReadBytes>();
      waiting.push(read);
      send({ kind: 'read', portion, memory });
      return read.promise;
    },
    end: () => send({ kind: 'close' }),
  };
}
