import type { CancellationToken } from 'vscode-languageserver';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import type { Documents } from '../document/documents.ts';
import type { IgnoreState } from '../ignore/ignore-state.ts';
import type { CheckOptions } from '../services/diagnostics/findings.ts';
import type { Sources } from '../sources/sources.ts';
import type { ResolvedSettings } from './settings.ts';

/** Requests are answered between the client's `initialize` and its `shutdown`. */
export type Phase = 'new' | 'open' | 'ended';

/** What the features of a running server share. */
export interface Session {
  readonly phase: Phase;
  readonly documents: Documents;
  readonly sources: Sources;
  readonly settings: ResolvedSettings;
  readonly hasSnippets: boolean;
  /** Milliseconds that what stands beside the text waits for sources. */
  readonly patience: number;
  /** URIs of the open files. */
  uris(): readonly string[];
  checks(state: DocumentState): Promise<CheckOptions>;
}

/** How a feature answers for each kind of file. A kind that is left out has no answer. */
export interface Answers<P, R> {
  readonly dockerfile?: (state: DocumentState, params: P, signal: AbortSignal) => R | Promise<R>;
  readonly ignore?: (state: IgnoreState, params: P, signal: AbortSignal) => R | Promise<R>;
}

interface AboutFile {
  readonly textDocument: { readonly uri: string };
}

/** A request's handler: finds the file, honours cancellation before and after the work. */
export function answering<P extends AboutFile, R>(
  session: () => Session,
  otherwise: R,
  answers: Answers<P, R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<never>> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    const { documents, phase } = session();
    if (phase !== 'open') return outOfTurn(phase);
    const file = documents.get(params.textDocument.uri);
    if (file === undefined || file.kind === 'large') return otherwise;
    const signal = signalOf(token);
    const answer =
      file.kind === 'dockerfile'
        ? await answers.dockerfile?.(file.state, params, signal)
        : await answers.ignore?.(file.state, params, signal);
    return token.isCancellationRequested ? cancelled() : (answer ?? otherwise);
  };
}

function outOfTurn(phase: Exclude<Phase, 'open'>): ResponseError<never> {
  return phase === 'new'
    ? new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize comes first')
    : new ResponseError(ErrorCodes.InvalidRequest, 'nothing but exit may follow shutdown');
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'the client cancelled the request');
}

/** An answer that says why a request cannot be met. */
export function refused(message: string): ResponseError<never> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
