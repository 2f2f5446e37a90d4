import type { BuildInput } from '../../input/build-input.ts';
import { ENTITLEMENTS, type Entitlement } from '../../input/entitlements.ts';
import type { FlagSpec, ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';

/** Flags of `build` about what a RUN may do and get. */
export const runFlags: readonly FlagSpec[] = [
  {
    name: 'allow',
    type: 'list',
    value: 'WHAT',
    help: 'Allow to RUN what it asks for: network.host, security.insecure, device',
  },
];

/** What those flags say. */
export function runInput(options: ParsedOptions): Pick<BuildInput, 'allow'> {
  const allowed = options
    .list('allow')
    .flatMap((text) => text.split(','))
    .map(entitlement);
  // The network of the whole build was asked for by who calls, not by the Dockerfile.
  return { allow: options.string('network') === 'host' ? [...allowed, 'network.host'] : allowed };
}

function entitlement(text: string): Entitlement {
  const found = ENTITLEMENTS.find((name) => name === text.trim());
  if (found !== undefined) return found;
  throw new UsageError(`--allow cannot be ${JSON.stringify(text)}`, `it is one of ${ENTITLEMENTS.join(', ')}`);
}
