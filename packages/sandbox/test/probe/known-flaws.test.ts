import { expect, test } from 'vitest';
import type { DriverName } from '../../src/driver.ts';
import { knownFlaws } from '../../src/probe/known-flaws.ts';

test.each<[DriverName, string, readonly string[]]>([
  ['runc', '1.1.5+ds1', ['CVE-2024-21626', 'CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.1.12', ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.2.7', ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.2.8', []],
  ['runc', '1.3.2', ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.3.6', []],
  ['runc', '1.4.0', []],
  ['runc', '1.0.0-rc6', ['CVE-2019-5736', 'CVE-2024-21626', 'CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.0.0~rc93+ds1', ['CVE-2024-21626', 'CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['runc', '1.3.3-rc.1', ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']],
  ['crun', '1.4.3', ['CVE-2022-27650']],
  ['crun', '1.8.1', []],
  ['crun', 'unknown', []],
])('%s %s: %o', (driver, version, expected) => {
  expect(knownFlaws(driver, version)).toEqual(expected);
});
