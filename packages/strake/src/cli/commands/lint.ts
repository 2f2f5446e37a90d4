import { resolve } from 'node:path';
import { counted } from '@strake/core';
import type { LintConfig, LintedFile, ReportFormat } from '@strake/lint';
import { defaultHome } from '../../home.ts';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { findFiles } from '../files/find-files.ts';
import { readText } from '../files/read-text.ts';
import type { FileFacts } from '../lint/file-facts.ts';
import type { LintRun } from '../lint/lint-text.ts';
import type { StoredImages } from '../lint/stored-images.ts';
import { lintStyle } from '../render/lint-style.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { lintSpec } from './lint-spec.ts';

export const lintCommand: Command = { spec: lintSpec, run: runLint };

async function runLint(options: ParsedOptions, context: CommandContext): Promise<number> {
  if (options.boolean('list-rules')) return listRules(options, context);
  const explained = options.string('explain');
  if (explained !== undefined) return explain(explained, context);
  if (options.boolean('print-schema')) return printSchema(context);
  const { lintConfig } = await import('../lint/config.ts');
  const config = await lintConfig(options, context);
  const images = await storedImages(options, context);
  try {
    return await lintAll(options, context, { config, facts: await factsOf(options, context), images });
  } finally {
    await images?.[Symbol.asyncDispose]();
  }
}

async function lintAll(options: ParsedOptions, context: CommandContext, run: LintRun): Promise<number> {
  const { config } = run;
  const names = await findFiles(options.positionals, context.cwd);
  const { lintText } = await import('../lint/lint-text.ts');
  const files: LintedFile[] = [];
  for (const name of names) {
    context.signal.throwIfAborted();
    const { text, utf8 } = await readText(name, context);
    const linted = await lintText(name, text, run);
    files.push(mayRepair(linted, utf8, options, context) ? await repaired(linted, run, options, context) : linted);
  }
  const checked = options.boolean('no-shellcheck') === true ? files : await withShellcheck(files, config, context);
  const known = await applyBaseline(checked, options, context);
  if (options.boolean('fix-dry-run') !== true) await print(known, options, context);
  return exitCode(known, config);
}

async function factsOf(options: ParsedOptions, { cwd, env }: CommandContext): Promise<FileFacts> {
  const directory = options.string('context');
  const isMeasured = options.boolean('last-build') === true;
  if (directory === undefined && !isMeasured) return () => ({});
  const { fileFacts } = await import('../lint/file-facts.ts');
  return fileFacts({
    cwd,
    ...(directory === undefined ? {} : { context: resolve(cwd, directory) }),
    ...(isMeasured ? { home: defaultHome(env) } : {}),
  });
}

async function storedImages(
  options: ParsedOptions,
  { env, signal }: CommandContext,
): Promise<StoredImages | undefined> {
  if (options.boolean('last-build') !== true) return undefined;
  const { openStoredImages } = await import('../lint/stored-images.ts');
  return openStoredImages(defaultHome(env), signal);
}

/** Whether repairs are asked for; what is no UTF-8 would not survive them. */
function mayRepair({ name }: LintedFile, utf8: boolean, options: ParsedOptions, { terminal }: CommandContext): boolean {
  if (options.boolean('fix') !== true && options.boolean('fix-dry-run') !== true) return false;
  if (!utf8) terminal.err(`${terminal.style('yellow', 'warning')}: ${name} is not UTF-8: nothing is repaired\n`);
  return utf8;
}

/** The file after `--fix`, with what is left; `--fix-dry-run` prints the difference. */
async function repaired(
  file: LintedFile,
  run: LintRun,
  options: ParsedOptions,
  context: CommandContext,
): Promise<LintedFile> {
  const isDry = options.boolean('fix-dry-run') === true;
  const [{ parse }, { fixAll }, { findingsOf, lintText }] = await Promise.all([
    import('@strake/parser'),
    import('@strake/lint'),
    import('../lint/lint-text.ts'),
  ]);
  const find = await findingsOf(file.name, file.text, run);
  const { text } = fixAll(file.text, (current) => find(parse(current)));
  if (isDry) {
    const { textDiff } = await import('../lint/text-diff.ts');
    if (text !== file.text) context.terminal.out(await textDiff(file.name, file.text, text));
    return file;
  }
  if (text === file.text) return file;
  if (file.name === '-') context.terminal.out(text);
  else {
    const { replaceFile } = await import('../files/replace-file.ts');
    await replaceFile(resolve(context.cwd, file.name), text);
  }
  return lintText(file.name, text, run);
}

async function withShellcheck(
  files: readonly LintedFile[],
  config: LintConfig,
  context: CommandContext,
): Promise<readonly LintedFile[]> {
  const [{ shellcheckOf }, { byPlace }] = await Promise.all([
    import('../lint/shellcheck.ts'),
    import('../lint/lint-text.ts'),
  ]);
  const check = shellcheckOf(context.env);
  if (check === undefined) return files;
  const checked: LintedFile[] = [];
  for (const file of files) {
    const found = await check(file.text, config, context.signal);
    checked.push(found.length === 0 ? file : { ...file, findings: [...file.findings, ...found].sort(byPlace) });
  }
  return checked;
}

async function applyBaseline(
  files: readonly LintedFile[],
  options: ParsedOptions,
  context: CommandContext,
): Promise<readonly LintedFile[]> {
  const target = options.string('write-baseline');
  const source = options.string('baseline');
  if (target === undefined && source === undefined) return files;
  const { readKnown, writeKnown } = await import('../lint/baseline-file.ts');
  if (target !== undefined) {
    await writeKnown(resolve(context.cwd, target), files);
    const count = files.reduce((sum, { findings }) => sum + findings.length, 0);
    context.terminal.err(`wrote ${counted(count, 'finding')} to ${target}\n`);
    return files.map((file) => ({ ...file, findings: [] }));
  }
  const { withoutBaseline } = await import('@strake/lint');
  return withoutBaseline(files, await readKnown(resolve(context.cwd, source ?? '')));
}

async function print(
  files: readonly LintedFile[],
  options: ParsedOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { renderReport } = await import('@strake/lint');
  const format = options.boolean('json') ? 'json' : ((options.string('format') ?? 'pretty') as ReportFormat);
  const isFixed = options.boolean('fix') === true && files.some(({ name }) => name === '-');
  const text = renderReport(format, files, { style: lintStyle(terminal) });
  if (isFixed) terminal.err(text);
  else terminal.out(text);
}

/** A syntax error is graver than any finding. */
async function exitCode(files: readonly LintedFile[], { failOn, maxWarnings }: LintConfig): Promise<number> {
  const { isAtLeast } = await import('@strake/lint');
  const findings = files.flatMap((file) => file.findings);
  if (failOn === 'off') return ExitCode.ok;
  if (findings.some(({ aliases }) => aliases.includes('DL1000'))) return ExitCode.dockerfile;
  const grave = findings.filter(({ severity }) => isAtLeast(severity, failOn));
  if (maxWarnings === undefined) return grave.length === 0 ? ExitCode.ok : ExitCode.findings;
  const isError = grave.some(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return isError || warnings > maxWarnings ? ExitCode.findings : ExitCode.ok;
}

/** All rules, with the levels that they have here. */
async function listRules(options: ParsedOptions, context: CommandContext): Promise<number> {
  const [{ rules }, { lintConfig }] = await Promise.all([import('@strake/lint'), import('../lint/config.ts')]);
  const { levels } = await lintConfig(options, context);
  const width = Math.max(...rules.map(({ name }) => name.length));
  for (const { name, fixable, docs } of rules) {
    const level = (levels.get(name) ?? 'off').padEnd(7);
    context.terminal.out(`${name.padEnd(width)}  ${level}  ${fixable ? 'fix' : '   '}  ${docs.summary}\n`);
  }
  return ExitCode.ok;
}

async function printSchema({ terminal }: CommandContext): Promise<number> {
  const { settingsSchema } = await import('@strake/lint');
  terminal.out(`${JSON.stringify(settingsSchema, null, 2)}\n`);
  return ExitCode.ok;
}

async function explain(given: string, { terminal }: CommandContext): Promise<number> {
  const [{ rulePage, rules }, { ruleMeant, unknownRule }] = await Promise.all([
    import('@strake/lint'),
    import('../lint/rule-name.ts'),
  ]);
  const name = ruleMeant(given);
  const rule = rules.find((candidate) => candidate.name === name || candidate.aliases.includes(name ?? ''));
  if (rule === undefined) throw unknownRule(given);
  terminal.out(rulePage(rule));
  return ExitCode.ok;
}
