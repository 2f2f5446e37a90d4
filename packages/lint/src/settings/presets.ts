import { rules } from '../rules/index.ts';
import type { Rule } from '../rule.ts';
import type { Level, PresetName } from './settings.ts';

/** Level of every rule under presets, of which later ones win. */
export function presetLevels(
  given: PresetName | readonly PresetName[] | undefined,
): readonly (readonly [string, Level])[] {
  const names = presetNames(given);
  return rules.map((rule) => [rule.name, names.reduce<Level>((level, name) => levelIn(name, rule, level), 'off')]);
}

/** Names of the rules whose doubtful findings the presets leave out. */
export function rulesWithoutDoubt(given: PresetName | readonly PresetName[] | undefined): ReadonlySet<string> {
  const isCareful = (rule: Rule): boolean =>
    presetNames(given).reduce<boolean>((before, preset) => {
      if (preset === 'recommended') return true;
      return preset === 'strict' || preset === 'none' || preset === rule.origin ? false : before;
    }, false);
  return new Set(rules.filter(isCareful).map(({ name }) => name));
}

/**
 * Levels of ShellCheck's findings that differ from its own: in `recommended` what fires on idioms of the official images
 * is less grave, or not reported.
 */
export function shellLevels(
  given: PresetName | readonly PresetName[] | undefined,
): readonly (readonly [string, Level])[] {
  return presetNames(given).reduce<readonly (readonly [string, Level])[]>((before, preset) => {
    if (preset === 'buildkit') return before;
    return preset === 'recommended' ? RECOMMENDED_SHELL : [];
  }, []);
}

const RECOMMENDED_SHELL: readonly (readonly [string, Level])[] = [
  // `A= B= && ...` sets both to nothing, as it says.
  ['SC1007', 'off'],
  // A loop over a list that has one member now.
  ['SC2043', 'off'],
  // `export A="$(b)"` and `$(b)` without quotes are mostly meant.
  ['SC2155', 'info'],
  ['SC2046', 'info'],
  // What POSIX lacks: in many base images `sh` is bash.
  ...Array.from({ length: 100 }, (_, i) => [`SC30${String(i).padStart(2, '0')}`, 'info'] as const),
];

function presetNames(given: PresetName | readonly PresetName[] | undefined): readonly PresetName[] {
  return given === undefined ? ['recommended'] : typeof given === 'string' ? [given] : given;
}

function levelIn(preset: PresetName, rule: Rule, before: Level): Level {
  switch (preset) {
    case 'none':
      return 'off';
    case 'recommended':
      return rule.recommended ?? rule.severity;
    case 'strict':
      return rule.severity === 'off' ? 'info' : rule.severity;
    case 'buildkit':
    case 'hadolint':
      return rule.origin === preset ? rule.severity : before;
  }
}
