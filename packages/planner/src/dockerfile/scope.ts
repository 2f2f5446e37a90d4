import type { ArgDeclaration, ArgNode } from '@strake/parser';
import type { BuildArgs } from './build-args.ts';
import { expandWord, type Variables, type WordSyntax } from './expand.ts';

/**
 * The variables of FROM lines: the builder's own arguments and the ARGs before the first FROM, each of which sees
 * those before it. `--build-arg` beats defaults.
 */
export function globalVariables(
  builtIn: Variables,
  declared: readonly ArgNode[],
  args: BuildArgs,
  syntax: WordSyntax,
): Variables {
  const variables = new Map<string, string>();
  for (const [name, value] of builtIn) variables.set(name, args.get(name) ?? value);
  for (const { key, value } of declared.flatMap((node) => node.declarations)) {
    const given = args.get(key.text);
    if (given !== undefined) variables.set(key.text, given);
    else if (value) variables.set(key.text, expandWord(value.text, variables, syntax, value));
  }
  return variables;
}

/** What gives an ARG of a stage its value. */
export interface ArgSources {
  readonly args: BuildArgs;
  readonly globals: Variables;
  readonly syntax: WordSyntax;
}

/**
 * Value of an ARG inside a stage: `--build-arg`, else its default, else the global ARG's, else undefined.
 * A default that loses is not even expanded.
 */
export function argValue(declaration: ArgDeclaration, variables: Variables, sources: ArgSources): string | undefined {
  const name = declaration.key.text;
  const given = sources.args.get(name);
  if (given !== undefined) return given;
  const { value } = declaration;
  return value ? expandWord(value.text, variables, sources.syntax, value) : sources.globals.get(name);
}
