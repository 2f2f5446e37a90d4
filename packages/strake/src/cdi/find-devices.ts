import { type CdiDevice, isKind } from './cdi-spec.ts';
import type { CdiDevices } from './read-devices.ts';

const CLASS = 'org.mobyproject.buildkit.device.class';
const AUTO_ALLOW = 'org.mobyproject.buildkit.device.autoallow';

/** A device as `RUN --device` wants it. */
export interface WantedDevice {
  readonly name: string;
  readonly required: boolean;
}

/**
 * The devices that `wanted` names: `vendor/class=name`, `vendor/class` for the first of a kind, `vendor/class=*` for all, or
 * with the class of their annotation as name. Nothing for one that is not there and not required. Throws an `Error` with
 * Docker's words.
 */
export function findDevices({ name, required }: WantedDevice, { devices }: CdiDevices): readonly CdiDevice[] {
  const [kind, device] = splitOnce(name);
  if (!isKind(kind)) throw new Error(`invalid device ${JSON.stringify(name)}`);
  const ofKind = [...devices.values()].filter((known) => known.name.startsWith(`${kind}=`));
  const found = matching(ofKind, kind, device);
  if (found.length === 0 && required) throw new Error(`required device ${JSON.stringify(name)} is not registered`);
  return found;
}

function matching(ofKind: readonly CdiDevice[], kind: string, device: string): readonly CdiDevice[] {
  if (device === '') return ofKind.slice(0, 1);
  if (device === '*') return ofKind;
  const exact = ofKind.filter(({ name }) => name === `${kind}=${device}`);
  return exact.length > 0 ? exact : ofKind.filter(({ annotations }) => annotations[CLASS] === device);
}

/** Names of devices that are neither in `allowed` (as `--allow` names them; `*` is all) nor allow themselves. */
export function forbiddenDevices(
  wanted: readonly CdiDevice[],
  allowed: readonly string[],
  known: CdiDevices,
): readonly string[] {
  if (allowed.includes('*')) return [];
  const granted = new Set(
    allowed.flatMap((name) => findDevices({ name, required: false }, known).map((device) => device.name)),
  );
  const names = wanted.filter((device) => !granted.has(device.name) && !allowsItself(device)).map(({ name }) => name);
  return [...new Set(names)];
}

function allowsItself({ annotations }: CdiDevice): boolean {
  return /^(1|t|T|true|TRUE|True)$/.test(annotations[AUTO_ALLOW] ?? '');
}

function splitOnce(name: string): readonly [string, string] {
  const at = name.indexOf('=');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}
