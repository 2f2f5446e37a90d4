import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';
import type { Span } from '../document/places.ts';

/** A use of an environment variable in a script. Offsets into the script's text. */
export interface ShellUse extends Span {
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
}

const NAME = /^[A-Za-z_]\w*$/;

/** The variables that a script reads and has not set itself before. */
export function shellUses(script: ParsedScript): readonly ShellUse[] {
  const uses: ShellUse[] = [];
  const assigned = new Set<string>();
  const note = (name: string, node: Span, nameAt: number): void => {
    if (!NAME.test(name) || assigned.has(name)) return;
    uses.push({ name, ...node, nameStart: nameAt, nameEnd: nameAt + name.length });
  };
  visitShell(script, (node) => {
    const span = { start: node.pos, end: node.end };
    if (node.type === 'SimpleExpansion') note(node.text.slice(1), span, node.pos + 1);
    else if (node.type === 'ParameterExpansion') note(node.parameter, span, node.parameterPos);
    return () => {
      if (node.type === 'Assignment') assigned.add(node.name);
      else if (node.type === 'For') assigned.add(node.name.text);
    };
  });
  return uses;
}

// Deeper nesting is not written by people.
const DEEPEST = 200;

/** Visits a script's nodes in order. What `enter` returns is called when the node is left. */
export function visitShell(root: SyntaxNode, enter: (node: SyntaxNode) => (() => void) | void): void {
  const visit = (node: SyntaxNode, depth: number): void => {
    // Its positions are those of a text that the file does not hold.
    if (node.type === 'CommandExpansion' && node.script?.source !== undefined) return;
    const leave = enter(node);
    if (depth < DEEPEST) forEachChild(node, (child) => visit(child, depth + 1));
    leave?.();
  };
  visit(root, 0);
}
