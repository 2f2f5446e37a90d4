import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes what sessions make in a store, as far as this process may. */
export function removeMade(storeDir: string): void {
  for (const name of ['trees', 'cache', 'scratch']) rmSync(join(storeDir, name), { recursive: true, force: true });
}
