import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { findProgram } from '../session/programs.ts';

/** Makes a new network namespace that lives as long as it is mounted on the file `path`. */
export async function makeNetworkNamespace(path: string): Promise<void> {
  writeFileSync(path, '', { flag: 'wx' });
  const child = spawn(findProgram('unshare') ?? 'unshare', [`--net=${path}`, 'true'], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`cannot make a network namespace: unshare ended with ${code}`);
}
