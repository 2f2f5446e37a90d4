import type { Diagnostic } from 'vscode-languageserver';
import type { DocumentState } from '../../document/document-state.ts';
import { DiagnosticTags, SeverityNumbers } from '../../lsp/kinds.ts';
import { type CheckOptions, type Problem, problemsOf } from './findings.ts';

/** All problems of a file as the protocol has them. */
export function diagnostics(state: DocumentState, options: CheckOptions = {}): readonly Diagnostic[] {
  return problemsOf(state, options).map((problem) => toDiagnostic(state, problem));
}

export function toDiagnostic({ uri, places }: DocumentState, problem: Problem): Diagnostic {
  const { code, severity, message, hint, url, related = [] } = problem;
  const tags = tagsOf(code);
  return {
    range: places.rangeOf(problem),
    severity: SeverityNumbers[severity],
    code,
    source: 'strake',
    message: hint === undefined ? message : `${message} (${hint})`,
    ...(url === undefined ? {} : { codeDescription: { href: url } }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.map((place) => ({
            message: place.message,
            location: { uri, range: places.rangeOf(place) },
          })),
        }),
  };
}

function tagsOf(code: string): (1 | 2)[] {
  if (/deprecated|^DL4000$/i.test(code)) return [DiagnosticTags.deprecated];
  return /unused|dead-stage|unreachable/i.test(code) ? [DiagnosticTags.unnecessary] : [];
}
