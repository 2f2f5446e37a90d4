import { suggest } from '@strake/core';
import { ruleNameOf, rules } from '@strake/lint';
import { UsageError } from '../usage-error.ts';

/** The rule that somebody means: by any of its names, in any case, or as the last part of its page's address. */
export function ruleMeant(given: string): string | undefined {
  const plain = plainName(given);
  return ruleNameOf(given) ?? namesOfAll().find((name) => plainName(name) === plain);
}

export function unknownRule(given: string): UsageError {
  const near = suggest(given, namesOfAll()) ?? suggest(plainName(given), namesOfAll().map(plainName));
  const meant = near === undefined ? undefined : ruleMeant(near);
  const hint = meant === undefined ? 'strake lint --list-rules names them' : `did you mean ${meant}?`;
  return new UsageError(`no rule is named ${JSON.stringify(given)}`, hint);
}

function namesOfAll(): readonly string[] {
  return rules.flatMap(({ name, aliases }) => [name, ...aliases]);
}

/** `json-args-recommended` and `JSONArgsRecommended` are one. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
