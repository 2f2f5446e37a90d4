import { rules } from '../rules/index.ts';
import { ruleNameOf, ruleNames } from './config.ts';
import type { ReadSettings } from './read-settings.ts';
import { unknownRule, unknownSetting } from './unknown-name.ts';
import type { LabelType, Level, LintSettings } from './settings.ts';

const LEVELS: Readonly<Record<string, Level>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'hint',
  ignore: 'off',
  none: 'off',
};
const TYPES: Readonly<Record<string, LabelType>> = {
  text: 'text',
  rawtext: 'text',
  url: 'url',
  rfc3339: 'rfc3339',
  semver: 'semver',
  hash: 'hash',
  githash: 'hash',
  spdx: 'spdx',
  email: 'email',
};
// Of no meaning here: how hadolint prints.
const IGNORED = ['no-color', 'format', 'verbose'];
const KEYS = [
  ...['ignored', 'override', 'trustedRegistries', 'label-schema', 'strict-labels', 'disable-ignore-pragma'],
  ...['failure-threshold', 'no-fail', ...IGNORED],
];

/** Settings as hadolint's file has them, with its rules at its levels beside ours. What it ignores is ignored under BuildKit's name for it too. */
export function fromHadolint(value: Readonly<Record<string, unknown>>): ReadSettings {
  const problems: string[] = [];
  const levels: Record<string, Level> = {};
  const settings: { -readonly [K in keyof LintSettings]: LintSettings[K] } = { extends: ['recommended', 'hadolint'] };
  for (const [key, given] of Object.entries(value)) {
    switch (key) {
      case 'ignored':
        for (const name of known(given, problems)) for (const rule of withTwin(name)) levels[rule] = 'off';
        break;
      case 'override':
        for (const [level, names] of Object.entries(record(given)))
          for (const name of known(names, problems))
            for (const rule of withTwin(name)) levels[rule] ??= LEVELS[level] ?? 'warning';
        break;
      case 'trustedRegistries':
      case 'trusted-registries':
        settings.trustedRegistries = strings(given);
        break;
      case 'label-schema':
        settings.labelSchema = Object.fromEntries(
          Object.entries(record(given)).map(([label, type]) => [label, TYPES[String(type).toLowerCase()] ?? 'text']),
        );
        break;
      case 'strict-labels':
        settings.strictLabels = given === true;
        break;
      case 'disable-ignore-pragma':
        settings.inlineIgnores = given !== true;
        break;
      case 'failure-threshold':
        settings.failOn ??= LEVELS[String(given).toLowerCase()] ?? 'info';
        break;
      case 'no-fail':
        if (given === true) settings.failOn = 'off';
        break;
      default:
        if (!IGNORED.includes(key)) problems.push(unknownSetting(key, KEYS));
    }
  }
  if (value['no-fail'] === true) settings.failOn = 'off';
  settings.rules = levels;
  return { settings, problems };
}

/** Names of rules; of those that no rule has it says so. */
function known(value: unknown, problems: string[]): readonly string[] {
  const names = strings(value);
  for (const name of names)
    if (ruleNameOf(name) === undefined && !/^SC\d+$/.test(name)) problems.push(unknownRule(name, ruleNames()));
  return names;
}

function withTwin(name: string): readonly string[] {
  const rule = ruleNameOf(name) ?? name;
  return [rule, ...rules.filter(({ twin }) => twin === rule).map((twin) => twin.name)];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
