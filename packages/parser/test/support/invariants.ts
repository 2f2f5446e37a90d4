import {
  children,
  createParents,
  expandedParts,
  format,
  type Node,
  nodeAt,
  parse,
  type ParseResult,
  pathAt,
  print,
  references,
  toBuildkit,
  toJson,
  tokens,
  visit,
} from '../../src/index.ts';

/** What of a text is not as it must be for every text; nothing is good. */
export function brokenInvariants(text: string): readonly string[] {
  const broken: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds && broken.length < 10) broken.push(what);
  };
  const result = parse(text);
  expect(print(result) === text, 'print gives the text back');
  checkTokens(result, expect);
  checkNodes(result, expect);
  checkDiagnostics(result, expect);
  checkReferences(result, expect);
  checkPlaces(result, expect);
  expect(JSON.stringify(toBuildkit(result)) === JSON.stringify(toBuildkit(parse(text))), 'parse is deterministic');
  expect(JSON.stringify(toJson(result)).length > 0, 'toJson gives JSON');
  const formatted = format(text);
  expect(format(formatted) === formatted, 'format is idempotent');
  return broken;
}

type Expect = (holds: boolean, what: string) => void;

function checkTokens(result: ParseResult, expect: Expect): void {
  let at = 0;
  for (const token of tokens(result)) {
    expect(token.start === at && token.end > at, `token at ${token.start} follows the one before`);
    at = token.end;
  }
  expect(at === result.text.length, 'tokens reach the end');
}

function checkNodes(result: ParseResult, expect: Expect): void {
  const parentOf = createParents(result.ast);
  visit(result.ast, {
    enter(node, ancestors) {
      const parent = ancestors.at(-1);
      const where = `${node.kind} ${node.start}-${node.end}`;
      expect(0 <= node.start && node.start <= node.end && node.end <= result.text.length, `${where} is in bounds`);
      expect(
        parent === undefined || (parent.start <= node.start && node.end <= parent.end),
        `${where} is in its parent`,
      );
      expect(parentOf(node) === parent, `${where} knows its parent`);
      checkOrder(children(node), expect);
    },
  });
}

/** Comments stand inside instructions, heredoc words inside commands, mounts are flags; others never overlap. */
function checkOrder(siblings: readonly Node[], expect: Expect): void {
  let last: Node | undefined;
  for (const node of siblings) {
    if (['comment', 'heredoc', 'mount', 'mount-field'].includes(node.kind)) continue;
    expect(
      last === undefined || last.end <= node.start,
      `${node.kind} ${node.start} comes after what stands before it`,
    );
    last = node;
  }
}

function checkDiagnostics({ text, diagnostics }: ParseResult, expect: Expect): void {
  let at = 0;
  for (const { code, range } of diagnostics) {
    expect(range.start.offset >= at, `${code} comes in source order`);
    expect(range.start.offset <= range.end.offset && range.end.offset <= text.length, `${code} is in bounds`);
    at = range.start.offset;
  }
}

function checkReferences(result: ParseResult, expect: Expect): void {
  for (const node of result.ast.instructions)
    for (const part of expandedParts(node))
      for (const { start, end } of references(result, part)) {
        expect(result.text.charAt(start) === '$' && end > start, `reference at ${start} begins with $`);
        expect(end <= result.text.length, `reference at ${start} is in bounds`);
      }
}

function checkPlaces(result: ParseResult, expect: Expect): void {
  const step = Math.max(1, Math.floor(result.text.length / 20));
  for (let offset = 0; offset <= result.text.length; offset += step) {
    const path = pathAt(result, offset);
    expect(path[0] === result.ast && path.at(-1) === nodeAt(result, offset), `a node is at ${offset}`);
  }
}
