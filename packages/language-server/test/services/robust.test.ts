import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as services from '../../src/index.ts';
import { edited } from '../support/marked.ts';

const PIECES = [
  ...['FROM a AS b', 'FROM ', 'COPY --from=b x /y', 'RUN --mount=type=cache,', 'RUN <<EOF', 'EOF', 'ENV K=$K', 'ARG K'],
  ...['RUN if [ "$K', ' \\', '\\\n# c\n', '`', '# check=skip=', '# syntax=x', '${K:-', '}', '"', "'", '$(', '&&', '|'],
  ...['\r\n', '\r', '\n', '\n\n', ' ', '\t', '😀', '\uD83D', '\uFEFF', '[', '["', 'ONBUILD ', 'SHELL ["pwsh"]', '\0'],
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));

/** Asks everything of a text at one place. */
async function askAll(text: string, offset: number): Promise<void> {
  const state = services.createDocumentState({ uri: 'file:///x', text });
  const span = { start: offset, end: Math.min(text.length, offset + 10) };
  await services.complete(state, offset);
  await services.hover(state, offset);
  await services.findDefinition(state, offset);
  await services.inlayHints(state, span);
  await services.codeLenses(state);
  await services.documentLinks(state);
  services.signatureHelp(state, offset);
  services.findReferences(state, offset);
  services.findHighlights(state, offset);
  services.prepareRename(state, offset);
  services.rename(state, offset, 'other');
  services.documentSymbols(state);
  services.workspaceSymbols([state], 'a');
  services.foldingRanges(state);
  services.selectionRange(state, offset);
  services.linkedEditingRanges(state, offset);
  for (const item of services.prepareCallHierarchy(state, offset)) {
    services.incomingCalls(state, item);
    services.outgoingCalls(state, item);
  }
  services.formatOnType(state, offset);
  services.formatRange(state, span);
  services.diagnostics(state);
  services.codeActions(state, span);
  const ignore = services.createIgnoreState({ uri: 'file:///x', text });
  await services.completeIgnore(ignore, offset);
  services.hoverIgnore(ignore, offset);
  services.ignoreDiagnostics(ignore);
  services.ignoreTokens(ignore);
}

describe('whatever the text', () => {
  test('every service answers at every place', async () => {
    const places = texts.chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length)));
    await fc.assert(
      fc.asyncProperty(places, ([text, offset]) => askAll(text, offset)),
      { numRuns: 400 },
    );
  });

  test('tokens lie within their lines, in order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const data = services.semanticTokens(services.createDocumentState({ uri: 'file:///x', text }));
        const lines = text.split(/\r\n|\n|\r/);
        let line = 0;
        let end = 0;
        for (let i = 0, start = 0; i < data.length; i += 5) {
          const [lineDelta = 0, startDelta = 0, length = 0] = data.slice(i, i + 3);
          if (lineDelta > 0) end = 0;
          line += lineDelta;
          start = lineDelta > 0 ? startDelta : start + startDelta;
          expect(start).toBeGreaterThanOrEqual(end);
          end = start + length;
          expect(length).toBeGreaterThan(0);
          expect(end).toBeLessThanOrEqual(lines[line]?.length ?? -1);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('formatting edits give what the formatter gives', async () => {
    const { format } = await import('@strake/parser');
    fc.assert(
      fc.property(texts, (text) => {
        const state = services.createDocumentState({ uri: 'file:///x', text });
        expect(edited(state, services.formatDocument(state))).toBe(format(text));
      }),
      { numRuns: 400 },
    );
  });
});

test.each([
  ['lines', `FROM a AS b\nARG X=1\n${'RUN apt-get update && \\\n  apt-get install -y "$X" foo\n'.repeat(3000)}`],
  [
    'stages on one another, each with a variable',
    Array.from({ length: 1500 }, (_, i) => `FROM ${i === 0 ? 'a' : `s${i - 1}`} AS s${i}\nENV E${i}=$E${i - 1}\n`).join(
      '',
    ),
  ],
  ['strings', `FROM a\nCMD [${'"a",'.repeat(150_000)}"b"]\n`],
  ['continued lines', `FROM a\nRUN x ${'\\\n a'.repeat(50_000)}\n`],
  [
    'flags',
    `FROM a AS b\nCOPY ${'--from=b '.repeat(5000)} a b\nRUN ${'--mount=type=cache,target=/a '.repeat(3000)} x\n`,
  ],
  ['nested expansions', `FROM a\nLABEL b=${'${x:-'.repeat(5000)}\n`],
  ['nested commands', `FROM a\nRUN ${'"$('.repeat(20_000)}\n`],
  ['triggers in triggers', `FROM a\n${'ONBUILD '.repeat(10_000)}RUN x\n`],
])('a huge file of %s is answered', async (_name, text) => await askAll(text, Math.floor(text.length / 2)));
