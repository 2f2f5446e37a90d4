import type { DocumentState } from '../../document/document-state.ts';
import type { Problem } from './findings.ts';

/** Shell text that no shell can parse: an open quote, an `if` without `fi`. The first fault of each script. */
export function shellProblems({ model, text }: DocumentState): readonly Problem[] {
  return [...model.scripts.values()].flat().flatMap((script): Problem[] => {
    // Text of a template is not the shell's yet.
    if (/\{\{|\{%|<%/.test(script.text)) return [];
    const [fault] = script.tree().errors ?? [];
    if (fault === undefined) return [];
    const start = Math.min(script.start + fault.pos, text.length);
    const word = /^[^\s;&|]+/.exec(text.slice(start, start + 40))?.[0].length ?? 0;
    const message = `The shell cannot parse this: ${fault.message}`;
    return [{ start, end: start + word, code: 'shell-syntax', severity: 'warning', message }];
  });
}
