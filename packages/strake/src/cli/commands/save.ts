import { resolve } from 'node:path';
import { checkWritable } from '../../output/check-writable.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';

export const saveCommand: Command = {
  spec: {
    name: 'save',
    summary: 'Write images as an archive that docker, podman and skopeo load.',
    usage: '[OPTIONS] IMAGE...',
    positionals: { min: 1, max: Infinity, completes: 'image' },
    flags: [
      { name: 'output', short: 'o', type: 'string', value: 'FILE', help: 'Default standard output', completes: 'file' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [
      { command: 'strake save -o app.tar app', does: 'Into a file' },
      { command: 'strake save app | docker load', does: 'Hand an image to Docker' },
    ],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { stdout, cwd, terminal } = context;
  const output = options.string('output');
  const toStdout = output === undefined || output === '-';
  if (toStdout && stdout.isTTY)
    throw new UsageError('cowardly refusing to save to a terminal', 'use -o FILE, or pipe it to a program');
  if (toStdout && options.boolean('json'))
    throw new UsageError('--json and an archive on standard output exclude each other');
  const dest = toStdout ? stdout.write : resolve(cwd, output);
  if (typeof dest === 'string') await checkWritable([dest]);
  const saved = await withImages(context, (images) => images.save(options.positionals, dest));
  if (options.boolean('json')) terminal.out(`${JSON.stringify({ ...saved, dest }, null, 2)}\n`);
  return ExitCode.ok;
}
