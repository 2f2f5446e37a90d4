import { rules } from '../rules/index.ts';
import type { Rule } from '../rule.ts';
import type { Level, PresetName } from './settings.ts';

/** Level of every rule under presets, of which later ones win. */
export function presetLevels(
  given: PresetName | readonly PresetName[] | undefined,
): readonly (readonly [string, Level])[] {
  const names = given === undefined ? ['recommended' as const] : typeof given === 'string' ? [given] : given;
  return rules.map((rule) => [rule.name, names.reduce<Level>((level, name) => levelIn(name, rule, level), 'off')]);
}

function levelIn(preset: PresetName, rule: Rule, before: Level): Level {
  switch (preset) {
    case 'none':
      return 'off';
    case 'recommended':
      return rule.severity;
    case 'strict':
      return rule.severity === 'off' ? 'info' : rule.severity;
    case 'buildkit':
    case 'hadolint':
      return rule.origin === preset ? rule.severity : before;
  }
}
