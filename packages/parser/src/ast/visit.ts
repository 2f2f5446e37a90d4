import { children } from './children.ts';
import type { Node } from './nodes.ts';

/** What a handler may answer: leave out the node's children, or end the whole visit. */
export type VisitAnswer = 'skip' | 'stop' | undefined | void;

/** A handler for each kind of node it cares about; `ancestors` are outermost first. */
export type Visitor = {
  readonly [K in Node['kind']]?: (node: Extract<Node, { readonly kind: K }>, ancestors: readonly Node[]) => VisitAnswer;
} & {
  /** Before the handler of the node's kind. */
  readonly enter?: (node: Node, ancestors: readonly Node[]) => VisitAnswer;
  /** After the node's children. */
  readonly leave?: (node: Node, ancestors: readonly Node[]) => void;
};

/** Walks a node and all below it in source order, depth first. */
export function visit(root: Node, visitor: Visitor): void {
  walk(root, visitor, []);
}

/** The depth of a tree is bounded: no instruction nests but in one ONBUILD. */
function walk(node: Node, visitor: Visitor, ancestors: Node[]): boolean {
  const answer = visitor.enter?.(node, ancestors) ?? handle(visitor, node, ancestors);
  if (answer === 'stop') return false;
  if (answer !== 'skip') {
    ancestors.push(node);
    for (const child of children(node)) if (!walk(child, visitor, ancestors)) return false;
    ancestors.pop();
  }
  visitor.leave?.(node, ancestors);
  return true;
}

function handle(visitor: Visitor, node: Node, ancestors: readonly Node[]): VisitAnswer {
  // The mapped type ties handler and node together; the union of their pairs is more than the compiler follows.
  const handler = visitor[node.kind] as ((node: Node, ancestors: readonly Node[]) => VisitAnswer) | undefined;
  return handler?.(node, ancestors);
}
