import type { Diagnostic, LineTable } from '@strake/core';
import type { Dockerfile } from './ast/nodes.ts';

/** What `parse(text)` returns. It never throws: problems are in `diagnostics`, and every text has an AST. */
export interface ParseResult {
  readonly text: string;
  readonly ast: Dockerfile;
  readonly lines: LineTable;
  /** In source order. An `error` among them means that BuildKit refuses the file. */
  readonly diagnostics: readonly Diagnostic[];
}
