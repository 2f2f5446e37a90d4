import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleExtension } from '../../../test/pack/bundle-vscode.ts';

const PACKAGE = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

/** Activates the extension as an editor does, waits for its server, and deactivates it. */
const HOST = `
const vscode = require('vscode');
const extension = require('./dist/extension.cjs');
const context = { subscriptions: [], asAbsolutePath: (path) => require('node:path').join(__dirname, path), extensionPath: __dirname };
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
extension.activate(context)
  .then(() => say({ registered: vscode.registered, subscriptions: context.subscriptions.length }))
  .then(() => extension.deactivate())
  .then(() => say({ stopped: true }), (error) => say({ failed: String(error && error.stack), log: vscode.log }))
  .then(() => process.exit(0));
`;

describe('the extension as packaged', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'strake-vscode-'));
    await bundleExtension(join(directory, 'dist'));
    mkdirSync(join(directory, 'node_modules/vscode'), { recursive: true });
    cpSync(join(PACKAGE, 'test/fake-vscode.cjs'), join(directory, 'node_modules/vscode/index.js'));
    writeFileSync(join(directory, 'host.cjs'), HOST);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('activates, starts its server, and stops it', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['host.cjs'], {
      cwd: directory,
      encoding: 'utf8',
      timeout: 30_000,
    });
    const [started, stopped] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect({ started, stopped, stderr }).toMatchObject({
      started: { registered: ['strake.buildStage', 'strake.restart'], subscriptions: 3 },
      stopped: { stopped: true },
    });
  });

  test('needs nothing but the editor', () => {
    for (const name of ['extension', 'server']) {
      const bundle = readFileSync(join(directory, `dist/${name}.cjs`), 'utf8');
      const modules = [...bundle.matchAll(/\brequire\(["'`]([^"'`]+)["'`]\)/g)].map((match) => match[1]);
      const given = (module = ''): boolean => module === 'vscode' || isBuiltin(module);
      expect(modules.filter((module) => !given(module))).toEqual([]);
    }
  });
});

describe('the manifest', () => {
  test('leads to files that are packaged', () => {
    expect(manifest.main).toBe('./dist/extension.cjs');
    expect(manifest.files).toEqual(['dist/*.cjs', 'README.md', 'LICENSE']);
    expect(existsSync(join(PACKAGE, 'README.md'))).toBe(true);
  });

  test('declares what the code registers', () => {
    const source = readFileSync(join(PACKAGE, 'src/extension.ts'), 'utf8');
    const declared = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    const registered = [...source.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1]);
    expect(new Set(registered)).toEqual(new Set(declared));
    const languages = manifest.contributes.languages.map(({ id }: { id: string }) => `onLanguage:${id}`);
    expect(manifest.activationEvents).toEqual(languages);
  });

  test('restricts what an untrusted workspace could abuse', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain('strake.server.path');
  });
});
