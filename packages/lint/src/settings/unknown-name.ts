import { suggest } from '@strake/core';

/** A setting of a file that is none of `known`. */
export function unknownSetting(key: string, known: readonly string[]): string {
  return `unknown setting ${key}${meaning(key, known)}`;
}

/** A rule in a file's settings that is none of `known`. */
export function unknownRule(name: string, known: Iterable<string>): string {
  return `no rule is named ${name}${meaning(name, known)}`;
}

function meaning(name: string, known: Iterable<string>): string {
  const near = suggest(name, known);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}
