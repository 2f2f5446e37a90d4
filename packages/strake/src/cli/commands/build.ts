import { resolve } from 'node:path';
import type { Diagnostic } from '@strake/core';
import { build } from '../../build.ts';
import type { BuildResult } from '../../build-result.ts';
import { registryOptions } from '../../input/registry-options.ts';
import { buildMetadata, imageIds } from '../../output/build-metadata.ts';
import { checkWritable } from '../../output/check-writable.ts';
import type { Output } from '../../output/output.ts';
import { renderWarnings, warnOn } from '../render/warnings.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { writeReport } from '../files/write-report.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { jsonRenderer } from '../render/json.ts';
import { plainRenderer } from '../render/plain.ts';
import { quietRenderer, type Renderer } from '../render/renderer.ts';
import { buildSummary } from '../render/summary.ts';
import { ttyRenderer } from '../render/tty.ts';
import { visible } from '../render/visible.ts';
import type { Terminal } from '../terminal.ts';
import { buildInput } from './build-input.ts';
import { spareMemory } from '../spare-memory.ts';
import { onError } from './on-error.ts';
import { answerDockerFlags } from './docker-flags.ts';
import { buildSpec } from './build-spec.ts';

export const buildCommand: Command = { spec: buildSpec, run };

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  if (options.boolean('check')) return (await import('./build-check.ts')).checkBuild(options, context);
  const { terminal, cwd, env, signal } = context;
  answerDockerFlags(options, context);
  const input = await buildInput(options, context);
  const reports = ['iidfile', 'metadata-file'].flatMap((name) => options.string(name) ?? []);
  for (const note of surprises(options, reports)) terminal.err(`note: ${visible(note)}\n`);
  await checkWritable(reports.map((file) => resolve(cwd, file)));
  const renderer = rendererFor(options, terminal);
  let hushed = false;
  const afterwards: string[] = [];
  const onFailedStep = onError(options, context, {
    hush: () => {
      renderer.close();
      hushed = true;
    },
    later: (text) => void afterwards.push(text),
  });
  const warnings: Diagnostic[] = [];
  const memory = spareMemory((input.outputs ?? []).length > 0);
  const onEvent: Renderer['event'] = (event) => {
    memory.event(event);
    if (event.type === 'warning') warnings.push(event.warning);
    if (!hushed) renderer.event(event);
  };
  let result: BuildResult;
  try {
    const registry = await registryOptions(env, warnOn(terminal));
    result = await build({
      ...input,
      keepUnnamed: true,
      registry,
      signal,
      onEvent,
      ...(onFailedStep ? { onFailedStep } : {}),
    });
  } finally {
    renderer.close();
    for (const text of afterwards) terminal.err(text);
    if (showsText(options)) terminal.err(renderWarnings(warnings, terminal));
  }
  await writeReports(options, result, cwd);
  if (options.boolean('json')) terminal.out(`${JSON.stringify(report(result), null, 2)}\n`);
  else if (isQuiet(options)) printIds(input.outputs ?? [], result, terminal);
  else if (showsText(options)) terminal.err(buildSummary(result, terminal));
  return ExitCode.ok;
}

/** What Docker takes in another way than it looks, and so does this. */
function surprises(options: ParsedOptions, reports: readonly string[]): readonly string[] {
  const archives = options.list('output').filter((text) => /^[^=]+\.(?:tar|tgz|tar\.gz)$/.test(text));
  return [
    ...(reports.includes('-') ? ["reports go to a file named -, as Docker's do; --json prints them"] : []),
    ...archives.map((name) => `-o ${name} is a directory of files; type=oci,dest=${name} is an archive of the image`),
  ];
}

function rendererFor(options: ParsedOptions, terminal: Terminal): Renderer {
  const how = isQuiet(options) ? 'quiet' : (options.string('progress') ?? 'auto');
  if (how === 'quiet') return quietRenderer;
  if (how === 'rawjson') return jsonRenderer(terminal);
  if (how === 'tty' || (how === 'auto' && terminal.isTTY)) return ttyRenderer(terminal);
  return plainRenderer(terminal);
}

/** Whether people read what goes to standard error. */
function showsText(options: ParsedOptions): boolean {
  return !isQuiet(options) && options.string('progress') !== 'rawjson';
}

function isQuiet(options: ParsedOptions): boolean {
  return options.boolean('quiet') === true || options.string('progress') === 'quiet';
}

/** Nothing but an output's bytes where one goes to standard output. */
function printIds(outputs: readonly Output[], result: BuildResult, terminal: Terminal): void {
  if (outputs.some((output) => 'dest' in output && typeof output.dest === 'function')) return;
  terminal.out(`${imageIds(result).join('\n')}\n`);
}

async function writeReports(options: ParsedOptions, result: BuildResult, cwd: string): Promise<void> {
  const write = (file: string | undefined, text: string): Promise<void> =>
    file ? writeReport(resolve(cwd, file), text) : Promise.resolve();
  await write(options.string('iidfile'), imageIds(result)[0] ?? '');
  await write(options.string('metadata-file'), `${JSON.stringify(buildMetadata(result), null, 2)}\n`);
}

/** The result without what only code can use. */
function report({ images, outputs, names, diagnostics }: BuildResult): unknown {
  return {
    images: images.map(({ id, platform, config, layers }) => ({ id, platform, config, layers })),
    outputs,
    names,
    diagnostics,
  };
}
