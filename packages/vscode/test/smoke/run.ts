/**
 * Runs `suite.cjs` in a real VS Code without a screen: `node packages/vscode/test/smoke/run.ts CODE_SERVER [CHROMIUM]`, the
 * entry of code-server (`out/node/entry.js` of its npm package) and a headless Chromium. The extension is bundled anew.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bundleExtension } from '../../../../test/pack/bundle-vscode.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const PORT = 18_474;
const PATIENCE = 120_000;

const [codeServer, chromium = 'chromium-headless-shell'] = process.argv.slice(2);
if (codeServer === undefined) throw new Error('usage: run.ts CODE_SERVER [CHROMIUM]');

const home = mkdtempSync(join(tmpdir(), 'strake-vscode-smoke-'));
const started: ChildProcess[] = [];
try {
  process.exitCode = report(await smoke(codeServer));
} finally {
  // Each with the processes that it has started itself.
  for (const { pid } of started) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  await setTimeout(500);
  rmSync(home, { recursive: true, force: true });
}

async function smoke(entry: string): Promise<Readonly<Record<string, string>> | undefined> {
  const [extensions, workspace, data] = ['extensions', 'workspace', 'data'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await bundleExtension(join(extensions, 'strake/dist'));
  cpSync(join(PACKAGE, 'package.json'), join(extensions, 'strake/package.json'));
  addSuite(join(extensions, 'smoke'));
  for (const directory of [workspace, join(data, 'User')]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify({ 'security.workspace.trust.enabled': false }));
  const results = join(home, 'results.json');
  const env = { ...process.env, HOME: home, STRAKE_SMOKE: results };
  const address = `127.0.0.1:${PORT}`;
  const options = ['--auth', 'none', '--bind-addr', address, '--user-data-dir', data, '--extensions-dir', extensions];
  start(process.execPath, [entry, ...options, '--disable-telemetry', '--disable-update-check', workspace], env);
  await until(async () => (await fetch(`http://${address}/healthz`)).ok);
  const page = `http://${address}/?folder=${workspace}`;
  const browser = ['--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${join(home, 'browser')}`, page];
  start(chromium, browser, env);
  await until(async () => existsSync(results));
  return existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
}

/** An extension that runs the suite when the editor has started. */
function addSuite(directory: string): void {
  mkdirSync(directory, { recursive: true });
  cpSync(join(import.meta.dirname, 'suite.cjs'), join(directory, 'suite.cjs'));
  const manifest = {
    ...{ name: 'smoke', publisher: 'strake', version: '0.0.1', main: './suite.cjs' },
    ...{ engines: { vscode: '^1.101.0' }, activationEvents: ['onStartupFinished'] },
  };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const stdio = process.env['STRAKE_SMOKE_VERBOSE'] ? 'inherit' : 'ignore';
  started.push(spawn(program, args, { env, stdio, detached: true }));
}

/** Asks again until it is so, or for two minutes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const start = Date.now(); Date.now() - start < PATIENCE; await setTimeout(300)) {
    if (await isSo().catch(() => false)) return;
  }
}

/** Prints the results; gives the exit code. */
function report(results: Readonly<Record<string, string>> | undefined): number {
  if (results === undefined) {
    console.error('the editor did not run the tests');
    return 1;
  }
  for (const [name, result] of Object.entries(results)) console.log(`${result === 'passed' ? '✓' : '✗'} ${name}`);
  const failed = Object.values(results).filter((result) => result !== 'passed');
  for (const result of failed) console.error(result);
  return failed.length === 0 ? 0 : 1;
}
