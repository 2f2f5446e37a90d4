import { arch, endianness } from 'node:os';
import type { Platform } from '../platform.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', mipsel: 'mipsle' };

/** What containers on this machine run by default: Linux on its CPU, in a virtual machine where it is not Linux itself. */
export function hostPlatform(): Platform {
  const name = arch();
  const little = endianness() === 'LE';
  if (name === 'arm') return { os: 'linux', architecture: 'arm', variant: 'v7' };
  if (name === 'ppc64') return { os: 'linux', architecture: little ? 'ppc64le' : 'ppc64' };
  return { os: 'linux', architecture: ARCHITECTURES[name] ?? name };
}
