import { applyFixes } from '@strake/lint';
import type { TextEdit as FileEdit } from '@strake/parser';
import type { CodeAction, CodeActionKind, TextEdit } from 'vscode-languageserver';
import { createDocumentState, type DocumentState } from '../../document/document-state.ts';
import type { Span } from '../../document/places.ts';
import { toDiagnostic } from '../diagnostics/diagnostics.ts';
import { type CheckOptions, type Problem, problemsOf } from '../diagnostics/findings.ts';
import { heredocFromChain } from './heredoc-from-chain.ts';
import { skipEdits } from './skip-rule.ts';

export const FIX_ALL = 'source.fixAll.strake';
export const QUICK_FIX = 'quickfix';
export const REWRITE = 'refactor.rewrite';

export interface CodeActionOptions extends CheckOptions {
  /** Kinds to give; all unless given. A kind stands for those below it. */
  readonly only?: readonly CodeActionKind[];
}

/** Repairs of what is wrong in a span, ways to silence a rule, fix-all, and rewritings. */
export function codeActions(state: DocumentState, span: Span, options: CodeActionOptions = {}): readonly CodeAction[] {
  const { only } = options;
  const isWanted = (kind: CodeActionKind): boolean =>
    only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const problems = problemsOf(state, options).filter(({ start, end }) => start <= span.end && span.start <= end);
  return [
    ...(isWanted(QUICK_FIX) ? quickFixes(state, problems) : []),
    ...(isWanted(FIX_ALL) && only !== undefined ? fixAll(state, options) : []),
    ...(isWanted(REWRITE) ? rewritings(state, span) : []),
  ];
}

function quickFixes(state: DocumentState, problems: readonly Problem[]): readonly CodeAction[] {
  const fixes = problems.flatMap((problem): CodeAction[] => {
    const fix = problem.finding?.fix ?? suggestedFix(state, problem);
    return fix ? [action(state, fix.title, fix.edits, { problem, isPreferred: true })] : [];
  });
  const skips = problems.flatMap((problem) =>
    problem.finding
      ? skipEdits(state, problem.finding).map(({ title, edits }) => action(state, title, edits, { problem }))
      : [],
  );
  return [...fixes, ...skips];
}

/** What the parser suggests: `did you mean COPY?`. */
function suggestedFix(
  { text }: DocumentState,
  { hint, start, end }: Problem,
): { readonly title: string; readonly edits: readonly FileEdit[] } | undefined {
  const meant = /^did you mean ([^?]+)\?$/.exec(hint ?? '')?.[1];
  if (meant === undefined) return undefined;
  const written = text.slice(start, end);
  const wrong = /^(?:--)?[\w-]+/.exec(written)?.[0] ?? written;
  const dashes = wrong.startsWith('--') && !meant.startsWith('--') ? '--' : '';
  const newText = dashes + (wrong === wrong.toLowerCase() ? meant.toLowerCase() : meant);
  return { title: `Change to ${newText}`, edits: [{ start, end: start + wrong.length, newText }] };
}

// Each round makes the fixes that met another one in the round before.
const ROUNDS = 10;

/** Makes all fixes at once. */
export function fixAll(state: DocumentState, options: CheckOptions = {}): readonly CodeAction[] {
  let current = state;
  for (let round = 0; round < ROUNDS; round++) {
    const findings = problemsOf(current, options).flatMap(({ finding }) => (finding?.fix ? [finding] : []));
    if (findings.length === 0) break;
    const { text } = applyFixes(current.text, findings);
    if (text === current.text) break;
    current = createDocumentState({ uri: state.uri, text });
  }
  if (current.text === state.text) return [];
  const edit = { start: 0, end: state.text.length, newText: current.text };
  return [{ ...action(state, 'Fix all that can be fixed', [edit]), kind: FIX_ALL }];
}

function rewritings(state: DocumentState, span: Span): readonly CodeAction[] {
  const rewriting = heredocFromChain(state, span.start);
  if (rewriting === undefined) return [];
  return [{ ...action(state, 'Write the commands as a heredoc', [rewriting]), kind: REWRITE }];
}

function action(
  state: DocumentState,
  title: string,
  edits: readonly FileEdit[],
  { problem, isPreferred }: { readonly problem?: Problem; readonly isPreferred?: boolean } = {},
): CodeAction {
  return {
    title,
    kind: QUICK_FIX,
    edit: { changes: { [state.uri]: edits.map((edit) => toEdit(state, edit)) } },
    ...(problem === undefined ? {} : { diagnostics: [toDiagnostic(state, problem)] }),
    ...(isPreferred === undefined ? {} : { isPreferred }),
  };
}

function toEdit({ places }: DocumentState, { start, end, newText }: FileEdit): TextEdit {
  return { range: places.rangeOf({ start, end }), newText };
}
