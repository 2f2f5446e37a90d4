import { ImageError } from '../../images/image-error.ts';
import type { ImageStore } from '../../images/image-store.ts';
import { familiarName } from '../../images/familiar-name.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { HELP_FLAG, JSON_FLAG } from '../images/flags.ts';
import { withImages } from '../images/open-images.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { failureReport, renderFailure } from '../render/failure.ts';

export const rmiCommand: Command = {
  spec: {
    name: 'rmi',
    summary: 'Take names from images; strake prune removes what only they used.',
    usage: '[OPTIONS] IMAGE...',
    positionals: { min: 1, max: Infinity, completes: 'image' },
    flags: [
      { name: 'force', short: 'f', type: 'boolean', help: 'Take all names of an ID, also when it has several' },
      JSON_FLAG,
      HELP_FLAG,
    ],
    examples: [{ command: 'strake rmi app:old && strake prune', does: 'Remove an image and what only it used' }],
  },
  run,
};

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const force = options.boolean('force') === true;
  const { removed, failures } = await withImages(context, (images) => removeEach(images, options.positionals, force));
  const errors = failures.map((failure) => failureReport(failure).error);
  const report = { untagged: removed, ...(errors.length > 0 ? { errors } : {}) };
  const json = options.boolean('json') === true;
  context.terminal.out(
    json ? `${JSON.stringify(report, null, 2)}\n` : removed.map((name) => `${familiarName(name)}\n`).join(''),
  );
  for (const failure of failures) context.terminal.err(renderFailure(failure, context.terminal));
  return failures.length === 0 ? ExitCode.ok : exitCodeOf(failures[0]);
}

/** One that cannot be removed keeps no other. */
async function removeEach(
  images: ImageStore,
  names: readonly string[],
  force: boolean,
): Promise<{ readonly removed: readonly string[]; readonly failures: readonly ImageError[] }> {
  const removed: string[] = [];
  const failures: ImageError[] = [];
  for (const name of names) {
    try {
      removed.push(...(await images.remove(name, { force })));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      failures.push(error);
    }
  }
  return { removed, failures };
}
