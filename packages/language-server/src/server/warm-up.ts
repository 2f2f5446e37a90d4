import { createDocumentState } from '../document/document-state.ts';
import { codeActions } from '../services/code-actions/code-actions.ts';
import { codeLenses } from '../services/code-lens.ts';
import { complete } from '../services/completion/completion.ts';
import { diagnostics } from '../services/diagnostics/diagnostics.ts';
import { documentLinks } from '../services/document-links.ts';
import { documentSymbols } from '../services/document-symbols.ts';
import { foldingRanges } from '../services/folding.ts';
import { formatDocument } from '../services/formatting.ts';
import { hover } from '../services/hover/hover.ts';
import { inlayHints } from '../services/inlay-hints.ts';
import { semanticTokens } from '../services/semantic-tokens/semantic-tokens.ts';

/** A bit of everything. */
const SAMPLE = `# syntax=docker/dockerfile:1
ARG VERSION=1.2
FROM debian:$VERSION AS build
ENV APP_HOME=/opt/app PATH=/opt/app/bin:$PATH
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    apt-get update && \\
    # comment
    apt-get install -y curl="$VERSION" && rm -rf /var/lib/apt/lists/*
WORKDIR $APP_HOME
COPY --chown=1000 package.json src/ ./
RUN <<EOF
set -e
for f in *; do sha256sum "$f" >> sums; done
EOF
FROM build
COPY --from=build --link /src/a.txt ./
LABEL org.opencontainers.image.title="title"
EXPOSE 8080/tcp
HEALTHCHECK --interval=30s CMD ["true"]
USER node
CMD ["node", "main.js"]
`;

const ROUNDS = 40;

/**
 * Runs the code of all requests on a sample, in small pieces and between what clients ask, so that it is compiled when the
 * first file is opened. Ends after a fraction of a second.
 */
export function warmUp(): Disposable {
  let timer: unknown;
  let ended = false;
  const run = async (round: number): Promise<void> => {
    await askAll(round);
    if (round + 1 < ROUNDS && !ended) schedule(round + 1);
  };
  const schedule = (round: number): void => {
    // A fault here shows again where a client asks, and is told there.
    timer = setTimeout(() => void run(round).catch(() => undefined), 0);
  };
  schedule(0);
  return {
    [Symbol.dispose]() {
      ended = true;
      clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
    },
  };
}

async function askAll(round: number): Promise<void> {
  const offset = (round * 37) % SAMPLE.length;
  const state = createDocumentState({ uri: 'file:///Dockerfile', text: `${SAMPLE}# ${round}\n` });
  diagnostics(state);
  semanticTokens(state);
  codeActions(state, { start: offset, end: offset });
  documentSymbols(state);
  foldingRanges(state);
  formatDocument(state);
  await Promise.all([
    complete(state, offset),
    hover(state, offset),
    inlayHints(state, { start: 0, end: SAMPLE.length }),
    codeLenses(state),
    documentLinks(state),
  ]);
}
