import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeBaseLayout } from './base-layout.ts';

const BIN = join(import.meta.dirname, '../../../node_modules/.bin/strake');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place with a store, a base image and contexts of its own, gone after use. */
export interface Workshop extends Disposable {
  readonly directory: string;
  readonly home: string;
  /** `--build-context busybox=...`. */
  readonly base: readonly string[];
  /** Makes a context directory; a `Dockerfile` among the files as any other. */
  context(files: Readonly<Record<string, string>>): string;
  /** Runs the CLI; it is a user's run: nothing of the test's environment but PATH and HOME reaches it. */
  strake(args: readonly string[], options?: RunOptions): Promise<Ran>;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A command that runs the CLI, which comes as its last arguments. */
  readonly behind?: readonly string[];
}

export async function openWorkshop(): Promise<Workshop> {
  const directory = mkdtempSync(join(tmpdir(), 'strake-e2e-'));
  const home = join(directory, 'home');
  const layout = join(directory, 'base');
  await writeBaseLayout(layout, home);
  let contexts = 0;
  return {
    directory,
    home,
    base: ['--build-context', `busybox=oci-layout://${layout}`],
    context(files) {
      const context = join(directory, `context-${++contexts}`);
      mkdirSync(context);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(context, path)), { recursive: true });
        writeFileSync(join(context, path), text);
      }
      return context;
    },
    strake: (args, { input = '', env = {}, cwd = directory, behind = [] } = {}) =>
      run([...behind, BIN, ...withDriver(args)], input, cwd, {
        PATH: process.env['PATH'] ?? '',
        HOME: directory,
        STRAKE_HOME: home,
        ...env,
      }),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** STRAKE_TEST_DRIVER=NAME runs every test that builds or runs something, and does not say how, in that driver. */
function withDriver(args: readonly string[]): readonly string[] {
  const [command = '', ...rest] = args;
  const driver = process.env['STRAKE_TEST_DRIVER'];
  if (driver === undefined || !['build', 'run'].includes(command) || rest.includes('--driver')) return args;
  return [command, '--driver', driver, ...rest];
}

function run(
  [program = '', ...args]: readonly string[],
  input: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(input);
  });
}
