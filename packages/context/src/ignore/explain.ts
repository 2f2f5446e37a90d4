import type { IgnoreRule } from './ignore-file.ts';
import { ignoreDirectory } from './matcher.ts';

/** Why a path is in the context or not. */
export interface IgnoreVerdict {
  readonly ignored: boolean;
  /** The rule that decided; absent when none matches. */
  readonly rule?: IgnoreRule;
  /** What that rule matched: the path itself or a directory above it. */
  readonly matched?: string;
}

/** Which rule decides on `path`, a clean path inside the context. */
export function explainIgnore(rules: readonly IgnoreRule[], path: string): IgnoreVerdict {
  const names = path.split('/');
  let directory = ignoreDirectory(rules);
  let verdict: IgnoreVerdict = { ignored: false };
  for (const [depth, name] of names.entries()) {
    const rule = rules[directory.decide(name)];
    if (rule !== verdict.rule) {
      verdict = rule
        ? { ignored: !rule.negated, rule, matched: names.slice(0, depth + 1).join('/') }
        : { ignored: false };
    }
    directory = directory.enter(name);
  }
  return verdict;
}
