import type { DriverName } from '../driver.ts';

/** An escape from the sandbox that a version of a runtime allows. */
interface Flaw {
  readonly driver: DriverName;
  /** The first version of each maintained line without it; older lines have it. */
  readonly fixed: readonly string[];
  readonly id: string;
}

const FLAWS: readonly Flaw[] = [
  { driver: 'runc', fixed: ['1.0.0-rc7'], id: 'CVE-2019-5736' },
  { driver: 'runc', fixed: ['1.1.12'], id: 'CVE-2024-21626' },
  { driver: 'runc', fixed: ['1.2.8', '1.3.3'], id: 'CVE-2025-31133' },
  { driver: 'runc', fixed: ['1.2.8', '1.3.3'], id: 'CVE-2025-52565' },
  { driver: 'runc', fixed: ['1.2.8', '1.3.3'], id: 'CVE-2025-52881' },
  { driver: 'crun', fixed: ['1.4.4'], id: 'CVE-2022-27650' },
];

/** What the upstream version `version` (`1.1.5`) of a runtime is known to allow; distributions mend older ones too. */
export function knownFlaws(driver: DriverName, version: string): readonly string[] {
  const found = parse(version);
  if (found === undefined) return [];
  return FLAWS.filter((flaw) => flaw.driver === driver && isOlder(found, flaw.fixed)).map(({ id }) => id);
}

type Version = readonly [major: number, minor: number, patch: number];

function parse(version: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?(?:[-~]rc\.?(\d+))?/.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch = 0, candidate] = match;
  // A candidate comes before its release.
  const before = candidate === undefined ? 0 : 1 - Number(candidate) / 1000;
  return [Number(major), Number(minor), Number(patch) - before];
}

/** Older than the fix of its own line, or than every line that has one. */
function isOlder(found: Version, fixed: readonly string[]): boolean {
  const versions = fixed.map(parse).filter((version) => version !== undefined);
  const own = versions.find(([major, minor]) => major === found[0] && minor === found[1]);
  return own ? compare(found, own) < 0 : versions.every((version) => compare(found, version) < 0);
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
