import { createDocumentState, type DocumentState } from '../document/document-state.ts';
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
import { linkedEditingRanges } from '../services/linked-editing.ts';
import { findHighlights } from '../services/references.ts';
import { semanticTokens } from '../services/semantic-tokens/semantic-tokens.ts';
import { signatureHelp } from '../services/signature-help.ts';

/** Two stages with a bit of everything. Their words are their own: what is found again would warm nothing. */
function stages(name: string): string {
  return `
# ${name}
FROM debian:$VERSION AS ${name}
ARG VERSION REF=main
ENV APP_HOME=/opt/${name} PATH=/opt/${name}/bin:$PATH
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    set -eux; apt-get update && \\
    # comment
    apt-get install -y --no-install-recommends ${name}="$VERSION" ca-certificates && \\
    if [ "$REF" != "1" ]; then echo "\${REF%.*}" '${name}'; fi && rm -rf /var/lib/apt/lists/*
RUN A=1 curl -fsSL "https://example.com/$(uname -m)/\${REF:-x}.tgz" | tar -xz -C /opt || exit 1; (cd /opt && ls > ${name})
WORKDIR $APP_HOME
VOLUME ["/data", "/${name}"]
ONBUILD RUN make ${name}
SHELL ["/bin/bash", "-c"]
FROM ${name}
COPY --chown=1000 package.json src/ ./
RUN <<EOF
set -e
for f in *; do sha256sum "$f" >> ${name}; done
while read -r line; do case $line in a*) echo "$line";; esac; done < ${name}
EOF
COPY --from=${name} --link /src/a.txt ./
COPY <<-"EOF" /etc/${name}
	text
	EOF
ADD --checksum=sha256:0 https://example.com/${name} /
LABEL org.opencontainers.image.title="${name}" version=$REF
EXPOSE 8080/tcp 443
HEALTHCHECK --interval=30s CMD ["true"]
STOPSIGNAL SIGTERM
USER node
ENTRYPOINT ["node"]
CMD node ${name}.js
`;
}

const PAIRS = 5;
const ROUNDS = 30;

type Ask = (state: DocumentState, offset: number) => readonly unknown[];

const ASKED: readonly Ask[] = [
  (state) => [state.model, diagnostics(state)],
  (state) => [semanticTokens(state), foldingRanges(state), documentSymbols(state), formatDocument(state)],
  (state, offset) => [
    ...[complete(state, offset), hover(state, offset), signatureHelp(state, offset), findHighlights(state, offset)],
    ...[codeActions(state, { start: offset, end: offset }), linkedEditingRanges(state, offset)],
    ...[codeLenses(state), documentLinks(state), inlayHints(state, { start: 0, end: state.text.length })],
  ],
];

/**
 * Runs the code of all requests on a sample, in small pieces and between what clients ask, so that it is compiled when the
 * first file is opened. Ends within a second.
 */
export function warmUp(): Disposable {
  let timer: unknown;
  let ended = false;
  const pieces = work();
  const next = async (): Promise<void> => {
    const piece = pieces.next();
    if (piece.done === true) return;
    // A fault here shows again where a client asks, and is told there.
    await piece.value().catch(() => undefined);
    if (!ended) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => void next(), 0);
  };
  schedule();
  return {
    [Symbol.dispose]() {
      ended = true;
      clearTimeout(timer as Parameters<typeof clearTimeout>[0]);
    },
  };
}

function* work(): Generator<() => Promise<unknown>> {
  for (let round = 0; round < ROUNDS; round++) {
    const pairs = Array.from({ length: PAIRS }, (_, index) => stages(`s${round}-${index}`));
    const text = `# syntax=docker/dockerfile:1\nARG VERSION=1.2\n${pairs.join('')}`;
    // As while it is typed: sometimes in a place where it makes a line wrong.
    const offset = (round * 997) % text.length;
    const typed = `${text.slice(0, offset)}x${text.slice(offset)}`;
    const state = createDocumentState({ uri: 'file:///Dockerfile', text: typed });
    for (const ask of ASKED) yield async () => await Promise.all(ask(state, offset + 1));
  }
}
