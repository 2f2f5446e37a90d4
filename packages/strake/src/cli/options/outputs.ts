import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Output } from '../../output/output.ts';
import type { CommandContext } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { parseAnnotations } from './annotation.ts';
import { parseOutput } from './output.ts';
import { LOCAL_DELETE } from '../commands/run-flags.ts';
import type { ParsedOptions } from './spec.ts';

/**
 * All that the command line asks to make: `-o`, and what `--push`, `--load` and `--annotation` add to it. A report of the
 * image's digest takes an image that is packed.
 */
export function parseOutputs(
  options: ParsedOptions,
  context: Pick<CommandContext, 'cwd' | 'stdout'>,
): readonly Output[] {
  const given = options.list('output').map((text) => parseOutput(text, context));
  const annotations = options.list('annotation').flatMap(parseAnnotations);
  checkStdout(given, options);
  for (const output of given) checkDeletion(output, options, context.cwd);
  checkIdFile(given, options);
  const pushed = options.boolean('push') === true ? withPush(given) : given;
  const wanted = needsImage(options, pushed) ? [...pushed, { type: 'image' as const }] : pushed;
  if (annotations.length === 0) return wanted;
  return wanted.map((output) =>
    'dest' in output && (output.type === 'local' || output.type === 'tar')
      ? output
      : output.type === 'cacheonly'
        ? output
        : { ...output, annotations: [...('annotations' in output ? (output.annotations ?? []) : []), ...annotations] },
  );
}

/** `--push` sends the image output, or adds one that is sent. */
function withPush(outputs: readonly Output[]): readonly Output[] {
  if (!outputs.some(({ type }) => type === 'image')) return [...outputs, { type: 'image', push: true }];
  return outputs.map((output) => (output.type === 'image' ? { ...output, push: output.push ?? true } : output));
}

function needsImage(options: ParsedOptions, outputs: readonly Output[]): boolean {
  if (outputs.some(({ type }) => type === 'image')) return false;
  if (options.boolean('load') === true) return true;
  const platforms = options.list('platform').flatMap((list) => list.split(','));
  const oneId = options.string('iidfile') !== undefined || options.boolean('quiet') === true;
  const report = options.string('metadata-file') !== undefined || (platforms.length > 1 && oneId);
  return outputs.length === 0 && (report || options.list('annotation').length > 0);
}

/** As Docker's client has it, a directory that is emptied lies below the working directory, unless that is said to be meant. */
function checkDeletion(output: Output, options: ParsedOptions, cwd: string): void {
  if (output.type !== 'local' || output.mode !== 'delete' || typeof output.dest !== 'string') return;
  if (!existsSync(output.dest) || isAllowed(LOCAL_DELETE, options)) return;
  const inside = relative(realpathSync(cwd), realpathSync(output.dest));
  if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return;
  throw new UsageError(
    `--output mode=delete would remove files in ${output.dest}, which is not below the working directory`,
    `allow it with --allow ${LOCAL_DELETE}, if nothing else is in there`,
  );
}

function isAllowed(what: string, options: ParsedOptions): boolean {
  return options.list('allow').some((text) => text.split(',').includes(what));
}

function checkStdout(outputs: readonly Output[], options: ParsedOptions): void {
  const streams = outputs.filter((output) => 'dest' in output && typeof output.dest === 'function');
  if (streams.length > 1) throw new UsageError('only one output can be written to standard output');
  if (streams.length === 1 && options.boolean('json') === true)
    throw new UsageError('an output and --json exclude each other on standard output', 'name a file: dest=FILE');
}

function checkIdFile(outputs: readonly Output[], options: ParsedOptions): void {
  if (options.string('iidfile') === undefined || outputs.length === 0) return;
  if (outputs.every(({ type }) => type === 'local' || type === 'tar'))
    throw new UsageError('local and tar exporters are incompatible with image ID file', 'leave out --iidfile');
}
