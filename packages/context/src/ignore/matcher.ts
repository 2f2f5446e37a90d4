import type { IgnoreRule } from './ignore-file.ts';
import type { PatternState } from './pattern.ts';

/** The rules as they stand inside one directory of the context. */
export interface IgnoreDirectory {
  /** Index of the rule that decides on the child of this name, or -1 when none does. */
  decide(name: string): number;
  /** Whether the child of this name is ignored. */
  ignores(name: string): boolean;
  /** The rules inside the child directory of this name, whether or not that directory is ignored. */
  enter(name: string): IgnoreDirectory;
  /** Whether this directory is ignored itself. */
  readonly ignored: boolean;
  /** Whether an entry below this directory can be kept: false means that it need not be entered. */
  readonly keepsSome: boolean;
}

/**
 * Docker's matcher, walking along. A rule that has matched a directory holds for all below it; the last rule that
 * holds decides. A rule that could not change the verdict when its turn came is not asked, and so does not hold for
 * what is below: `*.log`, `!a` leaves `a/x.log` ignored, since `!a` had nothing to take back from `a`.
 */
export function ignoreDirectory(rules: readonly IgnoreRule[]): IgnoreDirectory {
  const live = rules.flatMap((rule, index): LiveRule[] =>
    rule.start ? [{ index, negated: rule.negated, holds: false, state: rule.start }] : [],
  );
  return directoryOf(live, false);
}

interface LiveRule {
  readonly index: number;
  readonly negated: boolean;
  /** Matched this directory or one above. */
  readonly holds: boolean;
  /** Undefined when it can match nothing below. */
  readonly state: PatternState | undefined;
}

function directoryOf(live: readonly LiveRule[], ignored: boolean): IgnoreDirectory {
  function decide(name: string): number {
    let decided: LiveRule | undefined;
    for (const rule of live) {
      if (holdsFor(rule, name, decided !== undefined && !decided.negated)) decided = rule;
    }
    return decided?.index ?? -1;
  }

  function ignores(name: string): boolean {
    let result = false;
    for (const rule of live) if (holdsFor(rule, name, result)) result = !rule.negated;
    return result;
  }

  function enter(name: string): IgnoreDirectory {
    let result = false;
    const below: LiveRule[] = [];
    let changed = false;
    for (const rule of live) {
      const holds = holdsFor(rule, name, result);
      if (holds) result = !rule.negated;
      const state = rule.state?.enter(name);
      const same = holds === rule.holds && state === rule.state;
      if (!same) changed = true;
      if (holds || state) below.push(same ? rule : { ...rule, holds, state });
    }
    return changed || result !== ignored ? directoryOf(below, result) : self;
  }

  const self: IgnoreDirectory = { decide, ignores, enter, ignored, keepsSome: !ignored || takesBack(live) };
  return self;
}

function holdsFor(rule: LiveRule, name: string, ignored: boolean): boolean {
  return rule.holds || (rule.negated === ignored && rule.state !== undefined && rule.state.matches(name));
}

/** Whether a `!` rule behind the last one that holds can match something below. */
function takesBack(live: readonly LiveRule[]): boolean {
  for (const rule of live.toReversed()) {
    if (rule.holds) return false;
    if (rule.negated && rule.state) return true;
  }
  return false;
}
