import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from '../../build.ts';
import type { BuildResult } from '../../build-result.ts';
import { registryOptions } from '../../input/registry-options.ts';
import { checkWritable } from '../../output/check-writable.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { jsonRenderer } from '../render/json.ts';
import { plainRenderer } from '../render/plain.ts';
import { quietRenderer, type Renderer } from '../render/renderer.ts';
import { buildSummary } from '../render/summary.ts';
import { ttyRenderer } from '../render/tty.ts';
import type { Terminal } from '../terminal.ts';
import { buildInput } from './build-input.ts';
import { buildSpec } from './build-spec.ts';

export const buildCommand: Command = { spec: buildSpec, run };

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  const { terminal, cwd, env, signal } = context;
  const input = await buildInput(options, context);
  const reports = ['iidfile', 'metadata-file'].flatMap((name) => options.string(name) ?? []);
  await checkWritable(reports.map((file) => resolve(cwd, file)));
  const renderer = rendererFor(options, terminal);
  let result: BuildResult;
  try {
    const registry = await registryOptions(env);
    result = await build({ ...input, registry, signal, onEvent: renderer.event });
  } finally {
    renderer.close();
  }
  await writeReports(options, result, cwd);
  if (options.boolean('json')) terminal.out(`${JSON.stringify(report(result), null, 2)}\n`);
  else if (isQuiet(options)) terminal.out(`${result.images.map((image) => image.id).join('\n')}\n`);
  else if (options.string('progress') !== 'rawjson') terminal.err(buildSummary(result, terminal));
  return ExitCode.ok;
}

function rendererFor(options: ParsedOptions, terminal: Terminal): Renderer {
  const how = isQuiet(options) ? 'quiet' : (options.string('progress') ?? 'auto');
  if (how === 'quiet') return quietRenderer;
  if (how === 'rawjson') return jsonRenderer(terminal);
  if (how === 'tty' || (how === 'auto' && terminal.isTTY)) return ttyRenderer(terminal);
  return plainRenderer(terminal);
}

function isQuiet(options: ParsedOptions): boolean {
  return options.boolean('quiet') === true || options.string('progress') === 'quiet';
}

async function writeReports(options: ParsedOptions, result: BuildResult, cwd: string): Promise<void> {
  const iidfile = options.string('iidfile');
  if (iidfile) await writeFile(resolve(cwd, iidfile), result.images[0]?.id ?? '');
  const metadata = options.string('metadata-file');
  if (metadata) await writeFile(resolve(cwd, metadata), `${JSON.stringify(dockerMetadata(result), null, 2)}\n`);
}

/** The file that `docker buildx build --metadata-file` writes. */
function dockerMetadata({ images, outputs, names }: BuildResult): Readonly<Record<string, unknown>> {
  const manifest = outputs[0]?.manifest;
  return {
    'containerimage.config.digest': images[0]?.id,
    ...(manifest ? { 'containerimage.descriptor': manifest, 'containerimage.digest': manifest.digest } : {}),
    ...(names.length > 0 ? { 'image.name': names.join(',') } : {}),
  };
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
