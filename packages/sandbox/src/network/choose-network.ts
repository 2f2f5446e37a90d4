import type { NetworkChoice } from './isolated-network.ts';
import { createNetworkPool, type NetworkPool, networkObstacle } from './network-pool.ts';
import type { ProbeMemory } from '../probe/probe-memory.ts';

export interface NetworkSurroundings {
  readonly choices: readonly NetworkChoice[];
  readonly directory: string;
  /** As for `createNetworkPool`. */
  readonly ahead: boolean;
  memoryOf(choice: NetworkChoice): ProbeMemory;
}

/** The networks for commands; none with the reason why commands would have the host's. */
export type ChosenNetwork =
  | { readonly pool: NetworkPool; readonly obstacle?: undefined }
  | { readonly pool?: undefined; readonly obstacle: string };

/** The first tool that connects a network here; one that has done so since the machine booted is not waited for. */
export async function chooseNetwork({
  choices,
  directory,
  ahead,
  memoryOf,
}: NetworkSurroundings): Promise<ChosenNetwork> {
  const obstacle = networkObstacle(choices);
  if (obstacle !== undefined) return { obstacle };
  const failures: string[] = [];
  for (const choice of choices) {
    const pool = createNetworkPool(choice, directory, { ahead });
    const memory = memoryOf(choice);
    if (memory.passed()) return { pool };
    try {
      pool.release(await pool.acquire([]), false);
      memory.remember();
      return { pool };
    } catch (error) {
      await pool.close();
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { obstacle: failures.join('; ') };
}
