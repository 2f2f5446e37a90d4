import { copyFile, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FailedStep } from '@strake/executor';
import { makeDirectories } from '@strake/oci/node';

/**
 * Writes what is left of a failed step into `directory`: `step.json`, `log.txt`, `changes.tar` (what it had changed, as a
 * layer) and `replay.sh`, which builds again and opens a shell where it fails, with the `strake` in PATH or else this one. No
 * secrets.
 */
export async function saveFailure(step: FailedStep, directory: string): Promise<void> {
  makeDirectories(directory);
  const { label, env, exitCode, output, log, spec } = step;
  const { args, cwd, user, hostname, network, security } = spec;
  const mounts = spec.mounts.map(({ type, target }) => ({ type, target }));
  const about = { label, exitCode, args, env, cwd, user, hostname, network, security, mounts };
  await writeFile(join(directory, 'step.json'), `${JSON.stringify(about, null, 2)}\n`);
  if (log === undefined) await writeFile(join(directory, 'log.txt'), `${output.join('\n')}\n`);
  else await copyFile(log, join(directory, 'log.txt'));
  await writeFile(join(directory, 'replay.sh'), replay(process.argv.slice(2)), { mode: 0o755 });
  await pipeline(step.changes(), createWriteStream(join(directory, 'changes.tar')));
}

function replay(argv: readonly string[]): string {
  const words = argv.filter((word, index) => !/^--on-error(=|$)/.test(word) && argv[index - 1] !== '--on-error');
  const command = [...words, '--on-error=shell'].map(quoted).join(' ');
  const own = [process.execPath, process.argv[1] ?? ''].map(quoted).join(' ');
  return `#!/bin/sh
cd ${quoted(process.cwd())} || exit
command -v strake > /dev/null && exec strake ${command}
exec ${own} ${command}
`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
