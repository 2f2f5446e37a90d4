import type { DocumentState } from '../../document/document-state.ts';
import type { Problem } from './findings.ts';

// Text of a template is not the shell's yet, that of PowerShell never is.
const NOT_SHELL = /\{\{|\{%|<%|%%|\bpowershell\b|\bpwsh\b|\bNew-Object\b/i;

/** Shell text that no shell can parse: an open quote, an `if` without `fi`. The first fault of each script. */
export function shellProblems({ model, text }: DocumentState): readonly Problem[] {
  return [...model.scripts.values()].flat().flatMap((script): Problem[] => {
    if (NOT_SHELL.test(script.text)) return [];
    const [fault] = script.tree().errors ?? [];
    if (fault === undefined) return [];
    const start = Math.min(script.start + fault.pos, text.length);
    const word = /^[^\s;&|]+/.exec(text.slice(start, start + 40))?.[0].length ?? 0;
    const message = `The shell cannot parse this: ${fault.message}`;
    return [{ start, end: start + word, code: 'shell-syntax', severity: 'warning', message }];
  });
}
