import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CdiDevice, devicesIn } from './cdi-spec.ts';

/** Where specifications are looked for, as Docker does. Devices of a later directory stand for those of an earlier one. */
export const SPEC_DIRECTORIES: readonly string[] = ['/etc/cdi', '/var/run/cdi', '/etc/buildkit/cdi'];

const LARGEST = 4 * 1024 * 1024;

/** Devices by full name, in order. */
export interface CdiDevices {
  readonly devices: ReadonlyMap<string, CdiDevice>;
  /** Specifications that cannot be used, and devices that two of them claim: one sentence each. */
  readonly faults: readonly string[];
}

/** Reads every `.json`, `.yaml` and `.yml` of the directories that are there. */
export async function readDevices(directories: readonly string[]): Promise<CdiDevices> {
  const devices = new Map<string, CdiDevice>();
  const faults: string[] = [];
  for (const directory of directories) {
    const found = new Map<string, CdiDevice[]>();
    for (const file of specFiles(directory)) {
      try {
        for (const device of devicesIn(await parseSpec(file)))
          found.set(device.name, [...(found.get(device.name) ?? []), device]);
      } catch (error) {
        faults.push(`${file} is no CDI specification: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    for (const [name, [device, ...others]] of found) {
      devices.delete(name);
      if (others.length > 0) faults.push(`several specifications in ${directory} have the device ${name}`);
      else if (device !== undefined) devices.set(name, device);
    }
  }
  return { devices: new Map([...devices].sort(([a], [b]) => (a < b ? -1 : 1))), faults };
}

function specFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => /\.(json|ya?ml)$/.test(name));
    return names.sort().map((name) => join(directory, name));
  } catch {
    return [];
  }
}

async function parseSpec(file: string): Promise<unknown> {
  const stat = statSync(file);
  if (!stat.isFile() || stat.size > LARGEST) throw new Error('it is no regular file, or too large');
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json')) return JSON.parse(text) as unknown;
  const { parse } = await import('yaml');
  return parse(text, { maxAliasCount: 100 }) as unknown;
}
