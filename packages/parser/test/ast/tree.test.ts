import { describe, expect, it } from 'vitest';
import { createParents, type Node, nodeAt, parse, pathAt, toJson, visit } from '../../src/index.ts';

const TEXT = `# syntax=x
FROM a AS b
# why
RUN --mount=type=cache,target=/c cat <<E
body
E
ENV K=v \\
  # inner
  L=w
ONBUILD COPY s d
`;
const result = parse(TEXT);

describe('nodeAt', () => {
  it.each<[needle: string, kinds: readonly string[]]>([
    ['syntax', ['directive']],
    ['a AS', ['from', 'word']],
    ['why', ['comment']],
    ['cache', ['run', 'mount', 'mount-field']],
    ['cat', ['run', 'shell-form']],
    ['<<E', ['run', 'heredoc']],
    ['body', ['run', 'heredoc']],
    ['v \\', ['env', 'key-value', 'word']],
    ['inner', ['comment']],
    ['s d', ['onbuild', 'copy', 'word']],
  ])('%s', (needle, kinds) => {
    const path = pathAt(result, TEXT.indexOf(needle) + 1);
    expect(path.slice(1).map((node) => node.kind)).toEqual(kinds);
    expect(nodeAt(result, TEXT.indexOf(needle) + 1)).toBe(path.at(-1));
  });

  it('is the file where there is nothing', () => {
    expect(nodeAt(parse('\n\nFROM a'), 0).kind).toBe('dockerfile');
    expect(nodeAt(parse('').ast, 0).kind).toBe('dockerfile');
  });
});

describe('visit', () => {
  it('calls the handlers of a kind with typed nodes and their ancestors', () => {
    const seen: string[] = [];
    visit(result.ast, {
      from: (node) => void seen.push(`from ${node.image.text}`),
      'key-value': (node, ancestors) => void seen.push(`${ancestors.at(-1)?.kind} ${node.key.text}`),
      copy: (node, ancestors) => void seen.push(`copy in ${ancestors.at(-1)?.kind}, ${node.sources.length} source`),
    });
    expect(seen).toEqual(['from a', 'env K', 'env L', 'copy in onbuild, 1 source']);
  });

  it('skips and stops', () => {
    const kinds: string[] = [];
    const left: string[] = [];
    visit(result.ast, {
      enter: (node) => {
        kinds.push(node.kind);
        if (node.kind === 'run') return 'skip';
        return node.kind === 'env' ? 'stop' : undefined;
      },
      leave: (node) => void left.push(node.kind),
    });
    expect(kinds).toEqual(['dockerfile', 'directive', 'from', 'word', 'word', 'word', 'comment', 'run', 'env']);
    expect(left).toEqual(['directive', 'word', 'word', 'word', 'from', 'comment', 'run']);
  });
});

it('finds parents', () => {
  const parentOf = createParents(result.ast);
  visit(result.ast, {
    enter(node: Node, ancestors) {
      expect(parentOf(node)).toBe(ancestors.at(-1));
    },
  });
});

describe('toJson', () => {
  it('writes out what nodes read on demand', () => {
    const dump = toJson(parse('FROM a\nRUN b'), { file: 'x' });
    expect(JSON.parse(JSON.stringify(dump))).toMatchObject({
      file: 'x',
      ast: {
        kind: 'dockerfile',
        escape: '\\',
        instructions: [
          { kind: 'from', keyword: { text: 'FROM' }, text: 'a', image: { kind: 'word', text: 'a' } },
          { kind: 'run', text: 'b', command: { kind: 'shell-form', text: 'b' } },
        ],
      },
      diagnostics: [],
    });
  });
});
