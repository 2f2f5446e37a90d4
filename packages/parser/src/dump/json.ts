import type { Diagnostic } from '@strake/core';
import type { ParseResult } from '../parse-result.ts';

/** The AST as plain JSON: the nodes as typed in `Dockerfile`, with all their fields. */
export interface JsonDump {
  readonly file?: string;
  readonly ast: JsonValue;
  readonly diagnostics: readonly Diagnostic[];
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** A parsed file as plain JSON. Node texts, which the AST reads on demand, are written out. */
export function toJson(result: ParseResult, options: { readonly file?: string } = {}): JsonDump {
  return {
    ...(options.file === undefined ? {} : { file: options.file }),
    ast: plain(result.ast),
    diagnostics: result.diagnostics,
  };
}

function plain(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const fields: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
    return Object.fromEntries(
      Object.entries(fields as object)
        .filter(([, field]) => field !== undefined)
        .map(([key, field]) => [key, plain(field)]),
    );
  }
  return value as JsonValue;
}
