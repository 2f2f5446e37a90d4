import { flushCompileCache } from 'node:module';
import { SandboxError } from '../error.ts';
import { type ChosenNetwork, chooseNetwork } from '../network/choose-network.ts';
import type { NetworkPool } from '../network/network-pool.ts';
import { openProbeMemory } from '../probe/probe-memory.ts';
import { probeRuntime } from '../probe/runtime-probe.ts';
import { exportCaches, importCache } from './caches.ts';
import { readConfined } from './read-confined.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import type { Runtime } from '../runtime/job.ts';
import type { LayerStacks } from './layer-stacks.ts';
import type { Handlers, Peer } from './peer.ts';
import type { JailProtocol, Opened, OpenParams, OwnerProtocol, Parents, WireSpec } from './protocol.ts';
import { runCommand } from './run.ts';
import { type JailSession, openJailSession } from './session.ts';
import type { JailSnapshot } from './snapshots.ts';
import { UPKEEP } from './upkeep.ts';
import type { Worker } from './worker-process.ts';

/** A jail: answers its session's owner. `owner` is known once the channel is; `worker` is its first. */
export function createJail(owner: () => Peer<JailProtocol, OwnerProtocol>, worker: Worker): Handlers<JailProtocol> {
  const snapshots = new Map<string, JailSnapshot>();
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let session: JailSession | undefined;
  const runtimes: Runtimes = {};
  let networks: NetworkPool | undefined;
  let serial = 0;

  const opened = (): JailSession => session ?? unopened();
  const snapshotOf = (id: string): JailSnapshot => snapshots.get(id) ?? unopened();
  const untilClosed = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, closing.signal]);

  return {
    async open(params) {
      session = openJailSession(params, owner(), worker);
      const [found, network] = await Promise.all([chooseRuntime(session, params), networkOf(session, params)]);
      runtimes.own = found.runtime;
      networks = network.pool;
      const { sharedProc, stacks } = session;
      const copied = stacks.obstacle !== undefined && { copied: stacks.obstacle };
      return { ...found.opened, ...describeNetwork(network), sharedProc, ...copied };
    },
    async prepare(wanted, { signal }) {
      const id = String(serial++);
      snapshots.set(id, await stacksGiven(opened(), wanted).snapshot(id, wanted.parents, signal));
      return { snapshot: id };
    },
    async unpack(wanted, { signal }) {
      const held = await tracked(running, stacksGiven(opened(), wanted).hold(wanted.parents, untilClosed(signal)));
      held.release();
      return null;
    },
    async run({ snapshot, spec }, context) {
      const runtime = runtimeFor(spec, runtimes, opened());
      const request = { session: opened(), runtime, networks, snapshot: snapshotOf(snapshot), spec };
      const signal = untilClosed(context.signal);
      return tracked(running, runCommand({ ...request, context: { ...context, signal } }));
    },
    read: ({ snapshot, path }) => readFile(snapshotOf(snapshot), path),
    async commit({ snapshot }, { signal }) {
      return { diffId: await snapshotOf(snapshot).commit(signal) };
    },
    async release({ snapshot }) {
      snapshots.get(snapshot)?.remove();
      snapshots.delete(snapshot);
      return null;
    },
    exportCaches: async (_, { signal }) => ({ caches: await exportCaches(opened(), signal) }),
    importCache: async (cache, { signal }) => ({ made: await importCache(opened(), cache, signal) }),
    ...UPKEEP,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      closeRuntimes(runtimes);
      await networks?.close();
      await session?.close();
      return keepCompiled();
    },
  };
}

/** The session's, which know where contents lie that came along. */
function stacksGiven({ stacks, contents }: JailSession, given: Parents): LayerStacks {
  for (const { diffId, directory } of given.contents) contents.set(diffId, directory);
  return stacks;
}

/** The first driver that passes its probe. Throws `NO_DRIVER` or `DRIVER_UNAVAILABLE`. */
async function chooseRuntime(
  session: JailSession,
  { drivers, ids }: OpenParams,
): Promise<{ readonly runtime: Runtime; readonly opened: Pick<Opened, 'driver' | 'refused'> }> {
  const refused: { driver: Opened['driver']; reason: string }[] = [];
  for (const choice of drivers) {
    const runtime = createRuntime(choice, {
      ids,
      hostSys: session.hostSys,
      sharedProc: session.sharedProc,
      directory: session.scratch.path,
    });
    const subject = {
      driver: choice.name,
      program: choice.program,
      idsKey: `${session.params.idsKey}${session.sharedProc ? ' shared proc' : ''}`,
    };
    const memory = openProbeMemory(session.params.probeDir, subject);
    const reason = memory.passed() ? undefined : await probeRuntime(runtime, session.scratch.path);
    if (reason === undefined) memory.remember();
    if (reason === undefined) return { runtime, opened: { driver: choice.name, refused } };
    runtime.close();
    refused.push({ driver: choice.name, reason });
  }
  const reasons = refused.map(({ driver, reason }) => `${driver}: ${reason}`).join('; ');
  const code = drivers.length === 1 ? 'DRIVER_UNAVAILABLE' : 'NO_DRIVER';
  throw new SandboxError(code, `no way to isolate a command works here: ${reasons}`, { data: { refused } });
}

/** The runtime of the session, and the one for commands with a terminal, made when the first comes. */
interface Runtimes {
  own?: Runtime;
  terminal?: Runtime;
}

async function readFile(snapshot: JailSnapshot, path: string): Promise<{ readonly data: string }> {
  const data = await snapshot.mounted([], async (root) => readConfined(root, path));
  return { data: data.toString('base64') };
}

function tracked<T>(running: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  running.add(work);
  return work.finally(() => running.delete(work));
}

/** The owner kills this process next: what it compiled would not be kept. */
function keepCompiled(): null {
  flushCompileCache();
  return null;
}

function closeRuntimes({ own, terminal }: Runtimes): void {
  own?.close();
  terminal?.close();
}

/** Only the launcher can give its command a terminal. */
function runtimeFor(
  spec: WireSpec,
  runtimes: Runtimes,
  { params, hostSys, sharedProc, scratch: { path: directory } }: JailSession,
): Runtime {
  const { own } = runtimes;
  if (own === undefined) return unopened();
  if (typeof spec.input !== 'object' || own.takesTerminals) return own;
  const choice = { name: 'unshare', program: '' } as const;
  return (runtimes.terminal ??= createRuntime(choice, { ids: params.ids, hostSys, sharedProc, directory }));
}

function networkOf(
  { scratch }: JailSession,
  { networks, networkAhead, probeDir, idsKey }: OpenParams,
): Promise<ChosenNetwork> {
  return chooseNetwork({
    choices: networks,
    ahead: networkAhead,
    directory: scratch.path,
    memoryOf: ({ name, program }) => openProbeMemory(probeDir, { driver: name, program, idsKey }),
  });
}

function describeNetwork({ pool, obstacle }: ChosenNetwork): Pick<Opened, 'network' | 'networkObstacle'> {
  return pool === undefined ? { network: 'host', networkObstacle: obstacle } : { network: pool.tool };
}

function unopened(): never {
  throw new Error('the jail has no such session or snapshot');
}
