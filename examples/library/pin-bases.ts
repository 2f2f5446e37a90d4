/** A codemod: every base image gets its digest, and not one other byte of the file changes. */
import { parse } from 'strake';

const dockerfile = `# syntax=docker/dockerfile:1
FROM   node:24-slim AS build  
RUN npm ci
from gcr.io/distroless/nodejs24 aS app
COPY --from=build /app /app
`;

/** A registry would answer this: see \`needs\` in explain-plan.ts for what to ask. */
const known = new Map([
  ['node:24-slim', `sha256:${'1'.repeat(64)}`],
  ['gcr.io/distroless/nodejs24', `sha256:${'2'.repeat(64)}`],
]);

let pinned = dockerfile;
for (const node of parse(dockerfile).ast.instructions.toReversed()) {
  if (node.kind !== 'from') continue;
  const digest = known.get(node.image.text);
  if (digest) pinned = `${pinned.slice(0, node.image.end)}@${digest}${pinned.slice(node.image.end)}`;
}
console.log(pinned);
