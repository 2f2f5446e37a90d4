import type { Offset } from '@strake/core';
import type { ParseResult } from '../parse-result.ts';
import { children } from './children.ts';
import { instructionAt } from './instruction-at.ts';
import type { Dockerfile, Heredoc, Node } from './nodes.ts';

/** The innermost node at an offset; the Dockerfile itself where there is no other. A node's end belongs to it. */
export function nodeAt(file: ParseResult | Dockerfile, offset: Offset): Node {
  return pathAt(file, offset).at(-1) ?? rootOf(file);
}

/** The nodes at an offset from the Dockerfile to the innermost. */
export function pathAt(file: ParseResult | Dockerfile, offset: Offset): readonly Node[] {
  const root = rootOf(file);
  const path: Node[] = [root];
  for (let next = topLevelAt(root, offset); next !== undefined; next = innerAt(next, offset)) path.push(next);
  return path;
}

/** Finds the parent of any node of a tree. Made once for a tree, in time linear in its size. */
export function createParents(root: Node): (node: Node) => Node | undefined {
  const parents = new Map<Node, Node>();
  const note = (parent: Node): void => {
    for (const child of children(parent)) {
      parents.set(child, parent);
      note(child);
    }
  };
  note(root);
  return (node) => parents.get(node);
}

function rootOf(file: ParseResult | Dockerfile): Dockerfile {
  return 'ast' in file ? file.ast : file;
}

/** Comments come first: those inside a continued instruction are within its range too. */
function topLevelAt(root: Dockerfile, offset: Offset): Node | undefined {
  return (
    root.comments.find((comment) => contains(comment, offset)) ??
    instructionAt(root.instructions, offset) ??
    root.directives.find((directive) => contains(directive, offset))
  );
}

/** The narrowest child; of equals the last. */
function innerAt(node: Node, offset: Offset): Node | undefined {
  let best: Node | undefined;
  for (const child of children(node)) {
    const holds = child.kind === 'heredoc' ? holdsHeredoc(child, offset) : contains(child, offset);
    if (holds && (best === undefined || child.end - child.start <= best.end - best.start)) best = child;
  }
  return best;
}

function contains(node: { readonly start: Offset; readonly end: Offset }, offset: Offset): boolean {
  return node.start <= offset && offset <= node.end;
}

function holdsHeredoc(heredoc: Heredoc, offset: Offset): boolean {
  return contains(heredoc, offset) || (heredoc.bodyStart <= offset && offset <= heredoc.terminatorEnd);
}
