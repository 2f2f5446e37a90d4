import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Handlers, Peer } from '../../src/jail/peer.ts';
import type { JailProtocol, OwnerProtocol } from '../../src/jail/protocol.ts';
import type { JailProcess } from '../../src/jail/spawn.ts';
import { closeJail, connectJail } from '../../src/session/jail-owner.ts';
import { createRemoteSnapshotter } from '../../src/session/remote-snapshotter.ts';

interface Fake {
  readonly jail: JailProcess;
  /** What was done to the process, and what it was asked for. */
  readonly log: string[];
  /** Lets the process end. */
  readonly end: () => void;
}

async function fakeJail(diesWhole: boolean, answers: Partial<Handlers<JailProtocol>> = {}): Promise<Fake> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-owner-'));
  const server = createServer().listen(join(directory, 's'));
  await once(server, 'listening');
  const socket = connect(join(directory, 's'));
  const [far] = (await once(server, 'connection')) as [Socket];
  server.close();
  onTestFinished(() => {
    socket.destroy();
    far.destroy();
    rmSync(directory, { recursive: true });
  });
  const log: string[] = [];
  const handlers = answers as Handlers<JailProtocol>;
  void new Peer<JailProtocol, OwnerProtocol>({ socket: far, handlers, failure: 'SNAPSHOT_FAILED', keepAlive: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  const jail = {
    socket,
    lastWords: () => '',
    exited: () => promise,
    loosen() {},
    kill: () => void log.push('killed'),
    diesWhole,
  };
  return { jail, log, end: resolve };
}

const UNENDED = Symbol('it has not ended');

/** What `work` has come to after all that is ready has been done. */
async function soon<T>(work: Promise<T>): Promise<T | typeof UNENDED> {
  return Promise.race([work, new Promise<typeof UNENDED>((resolve) => setTimeout(() => resolve(UNENDED), 200))]);
}

test.each([
  ['that dies whole is not waited for once it has cleared up', true, true, undefined],
  ['that ends by itself is waited for', false, true, UNENDED],
  ['that could not clear up is waited for', true, false, UNENDED],
])('a jail %s', async (_, diesWhole, clears, expected) => {
  const close = async (): Promise<null> => {
    if (!clears) throw new Error('busy');
    return null;
  };
  const { jail, log, end } = await fakeJail(diesWhole, { close });
  const closed = closeJail(jail, connectJail(jail, new Map()));
  expect(await soon(closed)).toBe(expected);
  expect(log).toEqual(['killed']);
  end();
  await closed;
});

test.each([
  ['that is a layer is left without waiting', true, undefined],
  ['that is none is waited for', false, UNENDED],
])('a snapshot %s', async (_, commits, expected) => {
  const { promise, resolve } = Promise.withResolvers<null>();
  const { jail } = await fakeJail(true, {
    prepare: async () => ({ snapshot: '1' }),
    commit: async () => ({ diffId: `sha256:${'0'.repeat(64)}` }),
    release: () => promise,
  });
  const peer = connectJail(jail, new Map());
  const { signal } = new AbortController();
  const snapshot = await createRemoteSnapshotter(peer, new Map()).prepare([], signal);
  if (commits) await snapshot.commit(signal);
  const left = Promise.resolve(snapshot[Symbol.asyncDispose]());
  expect(await soon(left)).toBe(expected);
  resolve(null);
  await left;
});
