import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../session/programs.ts';

const FIRST_FREE_PORT = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

/**
 * Lets every user of the network namespace `path` bind ports below 1024, as Docker's containers can. Where /proc is
 * read-only they stay root's.
 */
export async function freeLowPorts(path: string): Promise<void> {
  const args = [`--net=${path}`, 'sh', '-c', `echo 0 > ${FIRST_FREE_PORT}`];
  const child = spawn(findProgram('nsenter') ?? 'nsenter', args, { stdio: 'ignore' });
  await once(child, 'exit').catch(() => {});
}
