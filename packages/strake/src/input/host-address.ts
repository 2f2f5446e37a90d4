import { isIP } from 'node:net';

/** Whether a name of `extraHosts` may stand for this: an address, or Docker's word for this machine. */
export function isHostAddress(text: string): boolean {
  return text === 'host-gateway' || isIP(text) !== 0;
}
