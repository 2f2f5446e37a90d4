import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { IsolatedNetwork, NetworkChoice, NetworkRequest, NetworkTool, PublishedPort } from './isolated-network.ts';
import { startPasta } from './pasta.ts';
import { startSlirp } from './slirp4netns.ts';

/**
 * Networks of a session. No two commands have one at the same time; a network whose command is gone serves the next one,
 * which finds nothing of it: every process has ended, and none could change the network itself.
 */
export interface NetworkPool {
  readonly tool: NetworkTool;
  acquire(ports: readonly PublishedPort[]): Promise<IsolatedNetwork>;
  /** Takes a network back. `changed`: its command could change it, or it is not as others are: it is not used again. */
  release(network: IsolatedNetwork, changed: boolean): void;
  /** Also those that are still in the making: nothing is left in the directory. */
  close(): Promise<void>;
}

const STARTS: Readonly<Record<NetworkTool, (request: NetworkRequest) => Promise<IsolatedNetwork>>> = {
  slirp4netns: startSlirp,
  pasta: startPasta,
};

/** The pool of one tool. `ahead`: its first network is in the making before somebody asks for it. */
export function createNetworkPool(
  { name, program }: NetworkChoice,
  directory: string,
  { ahead = true }: { readonly ahead?: boolean } = {},
): NetworkPool {
  let serial = 0;
  const open = new Set<IsolatedNetwork>();
  const starting = new Set<Promise<unknown>>();
  const closing = new AbortController();
  const start = async (ports: readonly PublishedPort[]): Promise<IsolatedNetwork> => {
    const place = join(directory, `net-${serial++}`);
    const start = STARTS[name]({ program, place, ports, signal: closing.signal });
    starting.add(start);
    try {
      const network = await start;
      open.add(network);
      return network;
    } finally {
      starting.delete(start);
    }
  };
  const end = (network: IsolatedNetwork): void => {
    open.delete(network);
    network.close();
  };
  const idle = ahead ? [start([])] : [];
  for (const first of idle) first.catch(() => {});
  return {
    tool: name,
    async acquire(ports) {
      for (let next = ports.length === 0 ? idle.pop() : undefined; next !== undefined; next = idle.pop()) {
        const network = await next;
        if (network.alive()) return network;
        end(network);
      }
      return start(ports);
    },
    release(network, changed) {
      if (changed || !network.alive()) end(network);
      else idle.push(Promise.resolve(network));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(starting);
      for (const network of open) end(network);
    },
  };
}

/** Why no isolated network can be had here, as far as files tell, and what mends that; nothing when one can. */
export function networkObstacle(choices: readonly NetworkChoice[]): string | undefined {
  if (choices.length === 0)
    return 'neither slirp4netns nor pasta is there. To isolate it, install the package slirp4netns or passt';
  try {
    closeSync(openSync('/dev/net/tun', 'r+'));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fix =
      code === 'ENOENT' ? 'make it, as root: modprobe tun' : 'let this user open it, as root: chmod 0666 /dev/net/tun';
    return `/dev/net/tun cannot be opened (${code}). To isolate it, ${fix}; in a container, give that the device`;
  }
}
