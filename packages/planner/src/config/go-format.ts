import { goQuote } from '@strake/core';

/** A list as Go's `%q` prints it: `["a" "b"]`. */
export function goQuoteList(items: readonly string[]): string {
  return goList(items.map(goQuote));
}

/** A list as Go's `%v` prints it: `[a b]`. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}
