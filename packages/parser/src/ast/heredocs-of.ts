import type { Heredoc, Instruction } from './nodes.ts';

const NONE: readonly Heredoc[] = [];

/** The heredocs whose bodies follow an instruction, in order. */
export function heredocsOf(node: Instruction): readonly Heredoc[] {
  switch (node.kind) {
    case 'run':
    case 'invalid':
      return node.heredocs;
    case 'copy':
    case 'add':
      return node.bodies;
    case 'onbuild':
      return heredocsOf(node.trigger);
    default:
      return NONE;
  }
}
