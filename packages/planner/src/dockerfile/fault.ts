import type { Diagnostic, Offset, Range } from '@strake/core';

/** A piece of a source text. */
export interface Span {
  readonly start: Offset;
  readonly end: Offset;
}

/** Text that instructions come from: the Dockerfile, or a trigger, all of which stands at the FROM that runs it. */
export interface SourceText {
  readonly text: string;
  rangeOf(span: Span): Range;
}

export interface FaultDetails {
  /** Where in the instruction's source; absent is the whole instruction. */
  readonly span?: Span;
  readonly hint?: string;
}

/** What the user must correct. Thrown and caught inside planning only: `plan` answers with diagnostics. */
export class Fault extends Error {
  readonly code: string;
  readonly details: FaultDetails;

  constructor(code: string, message: string, details: FaultDetails) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export function fail(code: string, message: string, details: FaultDetails = {}): never {
  throw new Fault(code, message, details);
}

/** Runs `action`; a fault in it becomes a diagnostic, at `fallback` when it names no place of its own. */
export function attempt<T>(
  action: () => T,
  source: SourceText,
  fallback: Span,
  report: (diagnostic: Diagnostic) => void,
): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    report(diagnosticOf(error, source, fallback));
    return undefined;
  }
}

function diagnosticOf({ code, message, details }: Fault, source: SourceText, fallback: Span): Diagnostic {
  const range = source.rangeOf(details.span ?? fallback);
  return { code, severity: 'error', message, range, ...(details.hint === undefined ? {} : { hint: details.hint }) };
}
