/**
 * `pnpm bench lsp [FILE]`: how long the language server takes for each request on a file of 500 lines, made up unless one
 * is given: as a function, right after an edit and again, and then as an editor sees it, over stdio, from a fresh process
 * on. Wanted is p99 under 10 ms for every request. V8 keeps compiled code, as in `strake lsp`.
 */
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import { measureSession } from './lsp/session.ts';
import * as services from '../../packages/language-server/src/index.ts';

const ROUNDS = 300;
const WARM_UP = 30;

type Ask = (state: services.DocumentState, offset: number) => unknown;

const REQUESTS: Readonly<Record<string, Ask>> = {
  'parse and model': (state) => state.model,
  diagnostics: (state) => services.diagnostics(state),
  completion: (state, offset) => services.complete(state, offset),
  hover: (state, offset) => services.hover(state, offset),
  signatureHelp: (state, offset) => services.signatureHelp(state, offset),
  definition: (state, offset) => services.findDefinition(state, offset),
  references: (state, offset) => services.findReferences(state, offset),
  documentHighlight: (state, offset) => services.findHighlights(state, offset),
  rename: (state, offset) => services.rename(state, offset, 'another'),
  documentSymbol: (state) => services.documentSymbols(state),
  workspaceSymbol: (state) => services.workspaceSymbols([state], 'a'),
  foldingRange: (state) => services.foldingRanges(state),
  selectionRange: (state, offset) => services.selectionRange(state, offset),
  linkedEditingRange: (state, offset) => services.linkedEditingRanges(state, offset),
  callHierarchy: (state, offset) => services.prepareCallHierarchy(state, offset),
  'semanticTokens/full': (state) => services.semanticTokens(state),
  inlayHint: (state) => services.inlayHints(state, { start: 0, end: state.text.length }),
  codeLens: (state) => services.codeLenses(state),
  documentLink: (state) => services.documentLinks(state),
  formatting: (state) => services.formatDocument(state),
  onTypeFormatting: (state, offset) => services.formatOnType(state, offset),
  codeAction: (state, offset) => services.codeActions(state, { start: offset, end: offset }),
};

export async function run([file]: readonly string[]): Promise<void> {
  v8.setFlagsFromString('--no-flush-bytecode');
  const text = file === undefined ? madeUp() : readFileSync(file, 'utf8');
  console.log(`${text.split('\n').length} lines, ${text.length} characters, ${ROUNDS} rounds, milliseconds`);
  const table: Record<string, object> = {};
  for (const [name, ask] of Object.entries(REQUESTS)) table[name] = await measure(text, ask);
  console.table(table);
  console.log('As an editor sees it, over stdio: every round is a key press and all that VS Code then asks at once');
  console.table(await measureSession(text, ROUNDS));
}

/** Every round is an edit, as while typing: the text is new, and so is all that is known of it. */
async function measure(text: string, ask: Ask): Promise<object> {
  const cold: number[] = [];
  const known: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const offset = (Math.abs(round) * 7919) % text.length;
    const edited = `${text.slice(0, offset)}x${text.slice(offset)}`;
    const state = services.createDocumentState({ uri: 'file:///Dockerfile', text: edited });
    const first = await timed(() => ask(state, offset + 1));
    const again = await timed(() => ask(state, offset + 1));
    if (round < 0) continue;
    cold.push(first);
    known.push(again);
  }
  return { 'p50 after an edit': at(cold, 0.5), 'p99 after an edit': at(cold, 0.99), 'p99 again': at(known, 0.99) };
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
}

/** A long file as people write them: stages, long RUNs, mounts, heredocs, variables. */
function madeUp(): string {
  const stage = (index: number): string => `
# stage ${index}
FROM ${index === 0 ? 'debian:12' : `stage${index - 1}`} AS stage${index}
ARG VERSION
ENV APP_HOME=/opt/app${index} PATH=/opt/app${index}/bin:$PATH
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    set -eux; \\
    apt-get update && \\
    # what the program needs
    apt-get install -y --no-install-recommends \\
      curl="$VERSION" \\
      ca-certificates && \\
    if [ "$VERSION" != "1" ]; then echo "\${VERSION%.*}"; fi && \\
    rm -rf /var/lib/apt/lists/*
WORKDIR $APP_HOME
COPY --from=stage${Math.max(0, index - 1)} --chown=1000 --link /src/a.txt /src/b.txt ./
RUN <<EOF
set -e
for f in *; do
  sha256sum "$f" >> sums
done
EOF
LABEL org.opencontainers.image.title="stage ${index}"
EXPOSE 8080/tcp
`;
  return `# syntax=docker/dockerfile:1\nARG VERSION=1.2.3\n${Array.from({ length: 20 }, (_, index) => stage(index)).join('')}`;
}
