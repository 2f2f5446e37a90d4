import { networkInterfaces } from 'node:os';
import { type NetworkChoice, NETWORK_TOOLS } from './isolated-network.ts';
import { createNetworkPool, type NetworkPool, networkObstacle } from './network-pool.ts';
import type { ProbeMemory } from '../probe/probe-memory.ts';

export interface NetworkSurroundings {
  readonly choices: readonly NetworkChoice[];
  readonly directory: string;
  memoryOf(choice: NetworkChoice): ProbeMemory;
}

/** The networks for commands; none with the reason why commands would have the host's. */
export type ChosenNetwork =
  | { readonly pool: NetworkPool; readonly obstacle?: undefined }
  | { readonly pool?: undefined; readonly obstacle: string };

/** The first tool that connects a network here; one that has done so since the machine booted is not waited for. */
export async function chooseNetwork({ choices, directory, memoryOf }: NetworkSurroundings): Promise<ChosenNetwork> {
  const obstacle = networkObstacle(choices);
  if (obstacle !== undefined) return { obstacle };
  const failures: string[] = [];
  for (const choice of choices) {
    const pool = createNetworkPool(choice, directory);
    const memory = memoryOf(choice);
    if (memory.passed()) return { pool };
    try {
      pool.release(await pool.acquire([]), false);
      memory.remember();
      return { pool };
    } catch (error) {
      pool.close();
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { obstacle: failures.join('; ') };
}

/** Tools that are installed and can connect this machine's kind of network. `find` gives the path of a program. */
export function networkChoices(
  find: (name: string) => string | undefined,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly NetworkChoice[] {
  const outside = Object.values(interfaces).flatMap((list) => list?.filter(({ internal }) => !internal) ?? []);
  const onlyV6 =
    outside.length > 0 && outside.every(({ family, address }) => family === 'IPv6' || isLinkLocal(address));
  return NETWORK_TOOLS.flatMap((name) => {
    // slirp4netns speaks IPv4 to the world.
    if (name === 'slirp4netns' && onlyV6) return [];
    const program = find(name);
    return program === undefined ? [] : [{ name, program }];
  });
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.');
}
