import { renderExcerpt } from '@strake/core';
import { ContextError } from '../error.ts';
import { type IgnoreRule, parseIgnoreFile } from './ignore-file.ts';

/** The rules of an ignore file. Throws `BAD_IGNORE_FILE` when there are patterns that cannot be read. */
export function ignoreRules(text: string, file: string): readonly IgnoreRule[] {
  const { rules, diagnostics } = parseIgnoreFile(text);
  const [first] = diagnostics;
  if (!first) return rules;
  const place = `${file}:${first.range.start.line + 1}`;
  throw new ContextError('BAD_IGNORE_FILE', `${place}: ${first.message}\n${renderExcerpt(text, first.range)}`, {
    data: { file, diagnostics },
    hint: 'put a backslash before a [ that stands for itself',
  });
}
