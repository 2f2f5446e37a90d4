/** Numbers of the Language Server Protocol 3.18, so that the services need none of its code. */
export const SymbolKinds = {
  namespace: 3,
  class: 5,
  method: 6,
  field: 8,
  variable: 13,
  constant: 14,
  event: 24,
} as const;

export const CompletionKinds = {
  text: 1,
  module: 9,
  property: 10,
  unit: 11,
  value: 12,
  enumMember: 20,
  keyword: 14,
  snippet: 15,
  file: 17,
  reference: 18,
  folder: 19,
  constant: 21,
  variable: 6,
  class: 7,
} as const;

export const SeverityNumbers = { error: 1, warning: 2, info: 3, hint: 4 } as const;
export const DiagnosticTags = { unnecessary: 1, deprecated: 2 } as const;
export const HighlightKinds = { text: 1, read: 2, write: 3 } as const;
export const InlayHintKinds = { type: 1, parameter: 2 } as const;
export const SNIPPET = 2;
