import { suggest } from '@strake/core';

/** `did you mean NAME?` for the candidate nearest to `word`, when one is near and none is the word itself. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  if (names.includes(word)) return undefined;
  const near = suggest(word, names);
  return near === undefined ? undefined : `did you mean ${near}?`;
}
