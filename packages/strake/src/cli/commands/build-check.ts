import { join, resolve } from 'node:path';
import { findDockerfile } from '@strake/context/node';
import { lint, renderReport, resolveConfig, syntaxFindings } from '@strake/lint';
import { parse } from '@strake/parser';
import type { CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { readText } from '../files/read-text.ts';
import { contextFacts } from '../lint/context-facts.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { lintStyle } from '../render/lint-style.ts';

/** `build --check`: what BuildKit's checks find in the Dockerfile, and nothing is built. */
export async function checkBuild(options: ParsedOptions, context: CommandContext): Promise<number> {
  const [path = '.'] = options.positionals;
  const file = path === '-' ? '-' : options.string('file');
  const directory = resolve(context.cwd, path);
  const found = file === '-' ? undefined : findDockerfile(directory, file && resolve(context.cwd, file));
  const name = file ?? join(path, 'Dockerfile');
  const text = found?.text ?? (await readText('-', context)).text;
  const result = parse(text);
  const target = options.string('target');
  const args = options.list('build-arg').map((pair) => pair.split(/=(.*)/s));
  const findings = lint(result, resolveConfig({ extends: 'buildkit' }), {
    ...(path === '-' ? {} : contextFacts(directory, found?.ignoreFile)),
    ...(target === undefined ? {} : { target, onlyTarget: true }),
    buildArgs: Object.fromEntries(args.map(([key = '', value]) => [key, value ?? context.env[key] ?? ''])),
  });
  const errors = syntaxFindings(result);
  const files = [{ name, text, findings: [...errors, ...findings] }];
  const format = options.boolean('json') ? 'json' : 'pretty';
  context.terminal.out(renderReport(format, files, { style: lintStyle(context.terminal) }));
  if (errors.length > 0) return ExitCode.dockerfile;
  if (findings.length > 0) return ExitCode.findings;
  if (format === 'pretty') context.terminal.err('Check complete, no warnings found.\n');
  return ExitCode.ok;
}
