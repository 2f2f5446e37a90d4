import type { Instruction } from './nodes.ts';

/** The instruction that a zero-based line belongs to. */
export function instructionOnLine(instructions: readonly Instruction[], line: number): Instruction | undefined {
  const node = lastWhere(instructions, (instruction) => instruction.startLine <= line);
  return node !== undefined && line <= node.endLine ? node : undefined;
}

/** The instruction whose range holds an offset; its end counts. */
export function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  const node = lastWhere(instructions, (instruction) => instruction.start <= offset);
  return node !== undefined && offset <= node.end ? node : undefined;
}

/** The last element of an ascending list that meets a condition which all before it meet too. */
function lastWhere<T>(list: readonly T[], holds: (item: T) => boolean): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
