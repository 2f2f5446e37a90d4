import { resolve } from 'node:path';
import type { Finding, LintConfig, LintedFile, PlanFacts, ReportFormat } from '@strake/lint';
import type { Command, CommandContext } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { findFiles } from '../files/find-files.ts';
import { readText } from '../files/read-text.ts';
import { lintStyle } from '../render/lint-style.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { UsageError } from '../usage-error.ts';
import { lintSpec } from './lint-spec.ts';

export const lintCommand: Command = { spec: lintSpec, run };

async function run(options: ParsedOptions, context: CommandContext): Promise<number> {
  if (options.boolean('list-rules')) return listRules(context);
  const explained = options.string('explain');
  if (explained !== undefined) return explain(explained, context);
  if (options.boolean('print-schema')) return printSchema(context);
  const { lintConfig } = await import('../lint/config.ts');
  const config = await lintConfig(options, context);
  const facts = await factsOf(options, context);
  const names = await findFiles(options.positionals, context.cwd);
  const files: LintedFile[] = [];
  for (const name of names) {
    context.signal.throwIfAborted();
    const { text } = await readText(name, context);
    const linted = await lintText(name, text, config, facts);
    files.push(await repaired(linted, config, facts, options, context));
  }
  const checked = options.boolean('no-shellcheck') === true ? files : await withShellcheck(files, config, context);
  const known = await applyBaseline(checked, options, context);
  if (options.boolean('fix-dry-run') !== true) await print(known, options, context);
  return exitCode(known, config);
}

async function factsOf(options: ParsedOptions, { cwd }: CommandContext): Promise<PlanFacts> {
  const directory = options.string('context');
  if (directory === undefined) return {};
  const { contextFacts } = await import('../lint/context-facts.ts');
  return contextFacts(resolve(cwd, directory));
}

async function lintText(name: string, text: string, config: LintConfig, facts: PlanFacts): Promise<LintedFile> {
  const [{ parse }, { lint, syntaxFindings }] = await Promise.all([import('@strake/parser'), import('@strake/lint')]);
  const result = parse(text);
  return { name, text, findings: [...syntaxFindings(result), ...lint(result, config, facts)].sort(byPlace) };
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start.offset - b.range.start.offset;
}

/** The file after `--fix`, with what is left; `--fix-dry-run` prints the difference. */
async function repaired(
  file: LintedFile,
  config: LintConfig,
  facts: PlanFacts,
  options: ParsedOptions,
  context: CommandContext,
): Promise<LintedFile> {
  const isDry = options.boolean('fix-dry-run') === true;
  if (!isDry && options.boolean('fix') !== true) return file;
  const [{ parse }, { fixAll, lint }] = await Promise.all([import('@strake/parser'), import('@strake/lint')]);
  const { text } = fixAll(file.text, (current) => lint(parse(current), config, facts));
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
  return lintText(file.name, text, config, facts);
}

async function withShellcheck(
  files: readonly LintedFile[],
  config: LintConfig,
  context: CommandContext,
): Promise<readonly LintedFile[]> {
  const { shellcheckOf } = await import('../lint/shellcheck.ts');
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

async function listRules({ terminal }: CommandContext): Promise<number> {
  const { rules } = await import('@strake/lint');
  const width = Math.max(...rules.map(({ name }) => name.length));
  for (const { name, severity, fixable, docs } of rules)
    terminal.out(`${name.padEnd(width)}  ${severity.padEnd(7)}  ${fixable ? 'fix' : '   '}  ${docs.summary}\n`);
  return ExitCode.ok;
}

async function printSchema({ terminal }: CommandContext): Promise<number> {
  const { settingsSchema } = await import('@strake/lint');
  terminal.out(`${JSON.stringify(settingsSchema, null, 2)}\n`);
  return ExitCode.ok;
}

async function explain(name: string, { terminal }: CommandContext): Promise<number> {
  const { ruleNameOf, rulePage, rules } = await import('@strake/lint');
  const rule = rules.find((candidate) => candidate.name === ruleNameOf(name));
  if (rule === undefined)
    throw new UsageError(`no rule is named ${JSON.stringify(name)}`, 'strake lint --list-rules names them');
  terminal.out(rulePage(rule));
  return ExitCode.ok;
}
