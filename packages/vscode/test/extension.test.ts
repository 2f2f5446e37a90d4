import { fork, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
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

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}

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

  test('its server knows what lies around a file', async () => {
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\nCOPY missing.txt /\n');
    const server = fork(join(directory, 'dist/server.cjs'), ['--context', '--node-ipc']);
    const line = createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
    try {
      line.listen();
      const uri = pathToFileURL(join(directory, 'Dockerfile')).href;
      const capabilities = { textDocument: { diagnostic: {} } };
      await line.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
      const text = readFileSync(join(directory, 'Dockerfile'), 'utf8');
      await line.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dockerfile', version: 1, text },
      });
      expect(await line.sendRequest('textDocument/diagnostic', { textDocument: { uri } })).toMatchObject({
        items: [expect.objectContaining({ code: 'copy-missing-file' })],
      });
    } finally {
      line.dispose();
      server.kill();
    }
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
    const settings = Object.keys(manifest.contributes.configuration.properties);
    const programs = settings.filter((name) => name.startsWith('strake.server.'));
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(programs);
  });

  test('declares the settings that the README tells of, each with type, default and description', () => {
    const { properties } = manifest.contributes.configuration;
    const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
    const told = [...readme.matchAll(/^\| `(strake\.[\w.]+)`/gm)].map((match) => match[1]);
    expect(Object.keys(properties)).toEqual(told);
    for (const [name, { type, default: value, description, markdownDescription }] of Object.entries<Setting>(
      properties,
    ))
      expect({ name, type, text: description ?? markdownDescription }).toEqual({
        name,
        type: Array.isArray(value) ? 'array' : typeof value,
        text: expect.stringMatching(/^[A-Z].*\.$/),
      });
  });

  test('wants no older editor than its client does', () => {
    const client = readFileSync(join(PACKAGE, 'node_modules/vscode-languageclient/package.json'), 'utf8');
    const [, least] = /^\^?1\.(\d+)/.exec(JSON.parse(client).engines.vscode) ?? [];
    const [, wanted] = /^\^1\.(\d+)\.0$/.exec(manifest.engines.vscode) ?? [];
    expect(Number(wanted)).toBeGreaterThanOrEqual(Number(least));
  });

  test('has a command in the palette only if it needs no arguments', () => {
    const hidden = manifest.contributes.menus.commandPalette.map(({ command, when }: Record<string, string>) => [
      command,
      when,
    ]);
    expect(hidden).toEqual([['strake.buildStage', 'false']]);
  });
});
