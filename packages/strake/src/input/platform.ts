import { arch } from 'node:os';
import { parsePlatform, type Platform } from '@strake/oci';
import { BuildError } from '../error.ts';

const ARCHITECTURES: Readonly<Record<string, Platform>> = {
  x64: { os: 'linux', architecture: 'amd64' },
  ia32: { os: 'linux', architecture: '386' },
  arm: { os: 'linux', architecture: 'arm', variant: 'v7' },
  loong64: { os: 'linux', architecture: 'loong64' },
};

/** The platform of this machine's containers: always Linux. */
export function hostPlatform(): Platform {
  return ARCHITECTURES[arch()] ?? { os: 'linux', architecture: arch() };
}

/** `linux/arm64` as a platform; throws `OPTION_INVALID` for what is none. */
export function platformOf(text: string | Platform): Platform {
  if (typeof text !== 'string') return text;
  const parsed = parsePlatform(text, hostPlatform());
  if (parsed.ok) return parsed.value;
  throw new BuildError('OPTION_INVALID', `${JSON.stringify(text)} is no platform: ${parsed.message}`, {
    hint: 'write os/architecture[/variant], e.g. linux/arm64',
  });
}
