import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { abortReason, type Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import { makeDirectories } from '@strake/oci/node';
import type { SandboxSession } from '../driver.ts';
import { SandboxError } from '../error.ts';
import type { Opened, OpenParams } from '../jail/protocol.ts';
import type { JailProcess } from '../jail/spawn.ts';
import { closeJail, connectJail, type JailPeer } from './jail-owner.ts';
import type { OpenSandboxOptions } from './open-sandbox.ts';
import type { Overdue } from './watch-run.ts';
import { trustOf } from './trust-of.ts';

/** What a jail's process is opened with beside the options. */
export type JailParams = Pick<OpenParams, 'ids' | 'idCount' | 'idsKey' | 'drivers' | 'networks'>;

/** A session but for its end. */
export type SessionParts = Omit<SandboxSession, typeof Symbol.asyncDispose>;

/** An open jail: the channel to it, and the layers that it may ask for. */
export interface OpenJail {
  readonly opened: Opened;
  readonly peer: JailPeer;
  readonly layers: Map<Digest, Layer>;
  readonly overdue: Overdue;
  /** Scratch files of the session. */
  readonly scratch: string;
}

/** Makes a session of a started process, which is killed when it cannot be opened. `describe` says what the session has. */
export async function openSession(
  jail: JailProcess,
  options: OpenSandboxOptions,
  params: JailParams,
  signal: AbortSignal,
  describe: (open: OpenJail) => SessionParts,
): Promise<SandboxSession> {
  const abort = (): void => jail.kill();
  signal.addEventListener('abort', abort, { once: true });
  const layers = new Map<Digest, Layer>();
  const peer = connectJail(jail, layers);
  const overdue: Overdue = { seconds: options.limits?.seconds, kill: () => jail.kill() };
  try {
    const common = await commonParams(options);
    const opened = await peer.call('open', { ...common, ...params }, { signal });
    // A jail that was killed while it forked may have got away: it ends with its channel.
    if (signal.aborted) throw abortReason(signal);
    let closed: Promise<void> | undefined;
    return {
      ...describe({ opened, peer, layers, overdue, scratch: join(common.scratchDir, common.session) }),
      [Symbol.asyncDispose]: () => (closed ??= closeJail(jail, peer)),
    };
  } catch (error) {
    jail.kill();
    peer.close();
    await jail.exited();
    throw signal.aborted ? abortReason(signal) : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function commonParams(options: OpenSandboxOptions): Promise<Omit<OpenParams, keyof JailParams>> {
  const storeDir = resolve(options.storeDir);
  const scratchDir = resolve(options.scratchDir ?? join(storeDir, 'scratch'));
  const probeDir = resolve(options.probeDir ?? join(storeDir, 'probes'));
  for (const directory of [storeDir, scratchDir]) makeUsable(directory);
  try {
    makeDirectories(probeDir, 0o700);
  } catch {
    // Where nothing can be kept, the next session probes again.
  }
  return {
    storeDir,
    scratchDir,
    probeDir,
    session: `${process.pid}-${randomBytes(6).toString('hex')}`,
    limits: options.limits ?? {},
    networkAhead: options.networkAhead ?? true,
    ...trustOf(options.ca),
  };
}

function makeUsable(directory: string): void {
  try {
    makeDirectories(directory, 0o700);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new SandboxError('STORE_UNUSABLE', `cannot use ${directory}: ${reason}`, { cause, data: { directory } });
  }
}
