import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chainsTo, cyclesIn, type ImportSite, importsOf, rules } from './imports.ts';

const PACKAGES = join(import.meta.dirname, '../../packages');

describe.each(readdirSync(PACKAGES))('packages/%s', (folder) => {
  const directory = join(PACKAGES, folder);
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const rule = rules[manifest.name];
  const imports = importsOf(directory);

  test('has a rule', () => {
    expect(rule, `add ${manifest.name} to test/architecture/imports.ts`).toBeDefined();
  });

  test('imports only what its rule allows (I1)', () => {
    const wrong = imports.filter((site) => !allowed(site)).map((site) => `${site.file}: ${site.specifier}`);
    expect(wrong).toEqual([]);
  });

  test('declares what it imports', () => {
    const declared = new Set([
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.devDependencies ?? {}),
    ]);
    const undeclared = imports
      .filter((site) => !site.specifier.startsWith('.') && !site.specifier.startsWith('node:'))
      .filter((site) => !site.typeOnly && !site.file.startsWith('src/testing'))
      .filter((site) => rule?.host?.includes(site.specifier) !== true)
      .filter((site) => !(packageOf(site.specifier) in (manifest.dependencies ?? {})));
    expect(undeclared).toEqual([]);
    const known = new Set([...(rule?.bundled ?? []), ...(rule?.ambient ?? [])]);
    const unused = [...declared].filter(
      (name) => !known.has(name) && !imports.some((site) => packageOf(site.specifier) === name),
    );
    expect(unused, 'declared, never imported').toEqual([]);
  });

  test('reaches Node only from its Node entries (I2)', () => {
    if (!rule || rule.node === 'all') return;
    const neutral = Object.values(manifest.exports as Record<string, string>)
      .filter((target) => target.endsWith('.ts'))
      .map((target) => target.replace('./', ''))
      .filter((entry) => !rule.node.includes(entry));
    const users = imports.filter((site) => site.specifier.startsWith('node:') || site.specifier === 'koffi');
    const chains = users.flatMap((site) =>
      chainsTo(imports, site.file, neutral).map((chain) => `${chain} -> ${site.specifier}`),
    );
    expect(chains).toEqual([]);
  });

  test('has no cycles between files', () => {
    expect(cyclesIn(imports)).toEqual([]);
  });

  function allowed(site: ImportSite): boolean {
    if (site.specifier.startsWith('.') || site.specifier.startsWith('node:')) return true;
    if (site.file.startsWith('src/testing')) return true;
    const matches = (list: readonly string[]): boolean =>
      list.some(
        (name) => site.specifier === name || (!name.startsWith('@strake/') && packageOf(site.specifier) === name),
      );
    return matches(rule?.runtime ?? []) || (site.typeOnly && matches(rule?.types ?? []));
  }
});

/** Code that the CLI runs compiled warns of an experimental feature when it imports something as it goes. */
test('modules of Node that are needed late are taken with process.getBuiltinModule', () => {
  const offenders = sources().filter((file) => /\bimport\('node:/.test(readFileSync(file, 'utf8')));
  expect(offenders).toEqual([]);
});

/** Only the CLI writes to stdio, sets exit codes or changes the working directory (I7). */
test('only the CLI touches the process', () => {
  const offenders = sources()
    .filter((file) => !file.includes('strake/src/cli/') && !/\/(jail|chroot|launcher|extractor)\//.test(file))
    .filter((file) => /\b(console\.|process\.(stdout|stderr|exit\b|exitCode|chdir))/.test(readFileSync(file, 'utf8')));
  expect(offenders).toEqual([]);
});

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Sources run as they are, and the Node that is promised at least does not know `using`. */
test('no source has syntax that Node 22 cannot read', () => {
  const offenders = sources()
    .filter((file) => !file.includes('/src/testing/'))
    .filter((file) => /^\s*(?:await )?using \w+ =/m.test(readFileSync(file, 'utf8')));
  expect(offenders).toEqual([]);
});

function sources(): readonly string[] {
  return readdirSync(PACKAGES).flatMap((folder) =>
    readdirSync(join(PACKAGES, folder, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}
