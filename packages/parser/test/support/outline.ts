import { children, type Node, type ParseResult } from '../../src/index.ts';

/** A tree as indented lines: kind, place, and the source text of each node. */
export function outline(result: ParseResult): string {
  const lines: string[] = [];
  const add = (node: Node, depth: number): void => {
    const place = `${'  '.repeat(depth)}${node.kind} ${node.start}-${node.end}`;
    lines.push(`${place} ${JSON.stringify(summary(result, node))}`);
    for (const child of children(node)) add(child, depth + 1);
  };
  add(result.ast, 0);
  return `${lines.join('\n')}\n`;
}

function summary(result: ParseResult, node: Node): unknown {
  switch (node.kind) {
    case 'dockerfile':
      return { escape: node.escape };
    case 'word':
    case 'shell-form':
    case 'comment':
      return node.text;
    case 'flag':
    case 'mount-field':
    case 'string':
      return node.value ?? null;
    case 'heredoc':
      return { name: node.name, expand: node.expand, chomp: node.chomp, fd: node.fd, content: node.content };
    default:
      return result.text.slice(node.start, node.end);
  }
}
