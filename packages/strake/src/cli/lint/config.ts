import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Level,
  type LintConfig,
  type LintSettings,
  type PresetName,
  resolveConfig,
  ruleNameOf,
  SETTINGS_FILES,
} from '@strake/lint';
import { systemReason } from '@strake/oci/node';
import { BuildError } from '../../error.ts';
import type { CommandContext } from '../command.ts';
import { readBytes } from '../files/read-bytes.ts';
import type { ParsedOptions } from '../options/spec.ts';
import { parseCount } from '../options/values.ts';
import { UsageError } from '../usage-error.ts';
import { unknownRule } from './rule-name.ts';

const PRESETS: readonly string[] = ['recommended', 'buildkit', 'hadolint', 'strict', 'none'];
const LEVELS: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'];

/** The configuration: that of a file, under what the command line says. */
export async function lintConfig(options: ParsedOptions, context: CommandContext): Promise<LintConfig> {
  const file = configFile(options, context.cwd);
  const fromFile = file === undefined ? {} : await readConfig(file, context);
  return resolveConfig(fromFile, fromFlags(options));
}

function configFile(options: ParsedOptions, cwd: string): string | undefined {
  const given = options.string('config');
  if (given !== undefined) return resolve(cwd, given);
  if (options.boolean('no-config')) return undefined;
  for (let directory = cwd; ; directory = dirname(directory)) {
    const found = SETTINGS_FILES.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined || dirname(directory) === directory || existsSync(join(directory, '.git'))) return found;
  }
}

async function readConfig(file: string, { terminal }: CommandContext): Promise<LintSettings> {
  const bytes = await readBytes(file).catch((cause: Error) => {
    throw new BuildError('DOCKERFILE_MISSING', `cannot read the configuration ${file}: ${systemReason(cause)}`, {
      cause,
      hint: 'strake lint --print-schema describes what may be in one',
    });
  });
  const text = bytes.toString('utf8');
  const { readSettings } = await import('@strake/lint');
  const dialect = basename(file).includes('hadolint') ? 'hadolint' : 'strake';
  const { settings, problems, unreadable = false } = readSettings(text, dialect);
  // What hadolint does not know in a file that it can read, it passes over.
  if (unreadable || (problems.length > 0 && dialect === 'strake'))
    throw new UsageError(`${file}: ${problems.join('; ')}`);
  for (const problem of problems) terminal.err(`${terminal.style('yellow', 'warning')}: ${file}: ${problem}\n`);
  return settings;
}

function fromFlags(options: ParsedOptions): LintSettings {
  const presets = options.list('preset').flatMap((list) => list.split(','));
  const unknown = presets.find((name) => !PRESETS.includes(name));
  if (unknown !== undefined) throw new UsageError(`--preset ${unknown} is not one of ${PRESETS.join(', ')}`);
  const failOn = options.boolean('no-fail') ? 'off' : options.string('fail-on');
  const maxWarnings = parseCount('--max-warnings', options.string('max-warnings'), Number.MAX_SAFE_INTEGER);
  const levels = options.list('rule').map(ruleLevel);
  const ignored = options
    .list('ignore')
    .flatMap((list) => list.split(',').map((name) => [checkedName(name), 'off'] as const));
  return {
    ...(presets.length === 0 ? {} : { extends: presets as PresetName[] }),
    ...(failOn === undefined ? {} : { failOn: failOn as Level }),
    ...(maxWarnings === undefined ? {} : { maxWarnings }),
    rules: Object.fromEntries([...levels, ...ignored]),
  };
}

function ruleLevel(text: string): readonly [string, Level] {
  const [name = '', level = ''] = text.split('=');
  if (!LEVELS.includes(level)) throw new UsageError(`--rule ${text}: the level is one of ${LEVELS.join(', ')}`);
  return [checkedName(name), level as Level];
}

function checkedName(name: string): string {
  if (ruleNameOf(name) !== undefined || /^SC\d+$/.test(name)) return name;
  throw unknownRule(name);
}
