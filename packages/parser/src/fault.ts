/** Names of what can be wrong with a Dockerfile at this level. */
export type FaultCode =
  | 'line-too-long'
  | 'duplicate-directive'
  | 'invalid-escape-directive'
  | 'no-instructions'
  | 'no-build-stage'
  | 'unterminated-heredoc'
  | 'invalid-heredoc'
  | 'heredoc-destination'
  | 'json-not-strings'
  | 'missing-value'
  | 'missing-equals'
  | 'blank-name'
  | 'unknown-instruction'
  | 'unknown-flag'
  | 'duplicate-flag'
  | 'missing-flag-value'
  | 'invalid-boolean'
  | 'missing-argument'
  | 'one-argument'
  | 'missing-destination'
  | 'from-arguments'
  | 'invalid-stage-name'
  | 'chained-onbuild'
  | 'forbidden-trigger'
  | 'json-required'
  | 'healthcheck-arguments'
  | 'healthcheck-type'
  | 'healthcheck-command'
  | 'invalid-duration'
  | 'invalid-retries'
  | 'invalid-network'
  | 'invalid-security'
  | 'invalid-mount'
  | 'mount-from-variable'
  | 'invalid-device'
  | 'empty-volume'
  | 'empty-continuation';

/** A diagnostic before its place has line numbers. `message` is BuildKit's, without a suggestion. */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint?: string | undefined;
}

const BY_LINE_PARSER: ReadonlySet<string> = new Set<FaultCode>([
  'line-too-long',
  'duplicate-directive',
  'invalid-escape-directive',
  'no-instructions',
  'unterminated-heredoc',
  'invalid-heredoc',
  'json-not-strings',
  'missing-value',
  'missing-equals',
]);

/** Whether BuildKit's line parser finds this: it then stops there, before it looks at any instruction. */
export function stopsLineParser(code: string): boolean {
  return BY_LINE_PARSER.has(code);
}
