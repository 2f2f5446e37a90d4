import type { Argument, Flag, InstructionBase } from '@strake/parser';

/** The last flag of that name. */
export function flagOf(node: InstructionBase, name: string): Flag | undefined {
  return node.flags.findLast((flag) => flag.name === name);
}

/** Values of a flag that may be repeated, in order. */
export function flagValues(node: InstructionBase, name: string): readonly string[] {
  return node.flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));
}

/** A flag that is on when bare. Undefined when it is not given. */
export function booleanFlag(node: InstructionBase, name: string): boolean | undefined {
  const flag = flagOf(node, name);
  return flag && (flag.value === undefined || flag.value.toLowerCase() === 'true');
}

/** The text of an argument, wherever it came from. */
export function argumentText(argument: Argument): string {
  return argument.kind === 'word' ? argument.text : argument.value;
}
