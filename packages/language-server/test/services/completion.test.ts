import { describe, expect, test } from 'vitest';
import { complete } from '../../src/services/completion/completion.ts';
import { fakeSources } from '../support/fake-sources.ts';
import { edited, marked } from '../support/marked.ts';

interface Case {
  readonly text: string;
  /** Labels that must be offered; with `exact` all of them, in order. */
  readonly offers?: readonly string[];
  readonly lacks?: readonly string[];
  readonly exact?: readonly string[];
  /** Text of the line of the mark after the item with this label is taken. */
  readonly takes?: readonly [label: string, after: string];
}

async function check({ text, offers = [], lacks = [], exact, takes }: Case): Promise<void> {
  const { state, offset } = marked(text);
  const items = await complete(state, offset, { sources: fakeSources });
  const labels = items.map(({ label }) => label);
  if (exact) expect(labels).toEqual(exact);
  expect(labels).toEqual(expect.arrayContaining([...offers]));
  for (const label of lacks) expect(labels).not.toContain(label);
  if (takes === undefined) return;
  const taken = items.find(({ label }) => label === takes[0]);
  expect(taken, `${takes[0]} among ${labels.join(' ')}`).toBeDefined();
  const edit = taken?.textEdit as { range: Parameters<typeof edited>[1][0]['range']; newText: string };
  const line = edited(state, [edit]).split('\n')[state.places.positionAt(offset).line];
  expect(line).toBe(takes[1]);
}

const STAGES = 'ARG V=3.20\nFROM alpine:$V AS base\nFROM base AS build\nENV HOME=/h\n';

describe('completes', () => {
  test.each<Case & { name: string }>([
    { name: 'instructions in an empty file', text: '|', offers: ['FROM', 'ARG', 'RUN', '# syntax='] },
    { name: 'a half-written instruction', text: 'FROM a\nCO|', takes: ['COPY', 'COPY'] },
    { name: 'instructions in the case of the file', text: 'from a\nco|', takes: ['copy', 'copy'] },
    { name: 'triggers of ONBUILD', text: 'FROM a\nONBUILD |', offers: ['RUN'], lacks: ['FROM', 'ONBUILD'] },
    {
      name: 'images after FROM',
      text: `${STAGES}FROM |`,
      offers: ['base', 'build', 'alpine', 'scratch', '--platform='],
    },
    {
      name: 'tags from the source',
      text: 'FROM node:22|',
      exact: ['22', '22-alpine'],
      takes: ['22-alpine', 'FROM node:22-alpine'],
    },
    {
      name: 'the digest of now',
      text: 'FROM node:22@|',
      takes: [`sha256:${'ab'.repeat(32)}`, `FROM node:22@sha256:${'ab'.repeat(32)}`],
    },
    {
      name: 'tags by use: the plain and the new first',
      text: 'FROM many:|',
      exact: ['latest', '22', '20', '9', 'edge', '22-alpine', '9-alpine3.9', '9-alpine'],
    },
    {
      name: 'the platforms of the image',
      text: 'FROM --platform=| node:22',
      exact: ['$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64', 'linux/arm64'],
    },
    { name: 'AS', text: 'FROM alpine |', exact: ['AS'] },
    { name: 'platforms', text: 'FROM --platform=|', offers: ['$BUILDPLATFORM', 'linux/arm64'] },
    {
      name: 'flags of COPY with all versions',
      text: 'FROM a\nCOPY --|',
      offers: ['--link', '--parents', '--exclude=', '--chmod=', '--from='],
    },
    { name: 'flags not given yet', text: 'FROM a\nCOPY --link --|', lacks: ['--link'], offers: ['--chown='] },
    {
      name: 'stages after --from=',
      text: `${STAGES}COPY --from=|`,
      offers: ['base'],
      lacks: ['build'],
      takes: ['base', 'COPY --from=base'],
    },
    {
      name: 'stages by index where they have no name',
      text: 'FROM a\nFROM b\nCOPY --from=|',
      offers: ['0'],
      lacks: ['1'],
    },
    {
      name: 'mount keys',
      text: 'FROM a\nRUN --mount=|',
      offers: ['type=', 'target=', 'from='],
      lacks: ['sharing=', 'size='],
    },
    {
      name: 'mount keys of the type',
      text: 'FROM a\nRUN --mount=type=cache,|',
      offers: ['sharing=', 'id='],
      lacks: ['env=', 'type='],
    },
    {
      name: 'mount keys not given by another name',
      text: 'FROM a\nRUN --mount=type=bind,dst=/x,|',
      lacks: ['target='],
    },
    { name: 'mount types', text: 'FROM a\nRUN --mount=type=|', exact: ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] },
    {
      name: 'sharing',
      text: 'FROM a\nRUN --mount=type=cache,sharing=l|',
      offers: ['locked'],
      takes: ['locked', 'RUN --mount=type=cache,sharing=locked'],
    },
    { name: 'stages in a mount', text: `${STAGES}RUN --mount=from=|`, offers: ['base'] },
    { name: 'paths in a mount', text: 'FROM a\nRUN --mount=source=|', offers: ['src/', 'package.json'] },
    {
      name: 'a second mount on a continued line',
      text: 'FROM a\nRUN --mount=type=cache,target=/a \\\n  # why\n  --mount=type=s|',
      offers: ['secret'],
    },
    { name: 'network modes', text: 'FROM a\nRUN --network=|', exact: ['default', 'none', 'host'] },
    { name: 'variables with their values', text: `${STAGES}RUN echo $|`, exact: ['HOME'] },
    { name: 'a variable in braces', text: `${STAGES}WORKDIR \${HO|`, takes: ['HOME', 'WORKDIR ${HOME}'] },
    { name: 'a variable in closed braces', text: `${STAGES}WORKDIR \${HO|}`, takes: ['HOME', 'WORKDIR ${HOME}'] },
    { name: 'global arguments in FROM', text: `${STAGES}FROM x:$|`, offers: ['V', 'TARGETARCH'], lacks: ['HOME'] },
    { name: 'variables in a heredoc', text: 'FROM a\nARG X=1\nRUN <<EOF\necho $|\nEOF\n', exact: ['X'] },
    { name: 'ARGs known before the stages', text: `${STAGES}ARG |`, offers: ['V', 'TARGETPLATFORM'] },
    {
      name: 'paths of the context',
      text: 'FROM a\nCOPY |',
      offers: ['package.json', 'src/', '--from='],
      lacks: ['.env'],
    },
    { name: 'paths below', text: 'FROM a\nCOPY src/m|', takes: ['main.ts', 'COPY src/main.ts'] },
    { name: 'no paths of the context from a stage', text: `${STAGES}COPY --from=base |`, lacks: ['package.json'] },
    { name: 'destinations of the file', text: 'FROM a\nWORKDIR /app\nCOPY a /|', exact: ['/app'] },
    { name: 'ports and protocols', text: 'FROM a\nEXPOSE 53/|', exact: ['tcp', 'udp', 'sctp'] },
    { name: 'users that the file makes', text: 'FROM a\nRUN adduser -D app\nUSER |', offers: ['app', 'nobody'] },
    { name: 'signals', text: 'FROM a\nSTOPSIGNAL |', offers: ['SIGQUIT'] },
    {
      name: 'labels',
      text: 'FROM a\nLABEL org.open|',
      takes: ['org.opencontainers.image.title', 'LABEL org.opencontainers.image.title='],
    },
    { name: 'the types of HEALTHCHECK', text: 'FROM a\nHEALTHCHECK |', offers: ['CMD', 'NONE', '--start-interval='] },
    { name: 'directives', text: '# |', offers: ['syntax=', 'escape=', 'check='] },
    { name: 'values of directives', text: '# syntax=|', offers: ['docker/dockerfile:1'] },
    { name: 'rules to skip', text: '# check=skip=|\nFROM a', offers: ['MaintainerDeprecated'] },
    { name: 'nothing in a plain comment', text: 'FROM a\n# see the docs: |', exact: [] },
    { name: 'nothing in the text of a command', text: 'FROM a\nRUN apt-get |', exact: [] },
  ])('$name', check);
});

test('snippets are given to those who can fill them in', async () => {
  const { state, offset } = marked('F|');
  const items = await complete(state, offset, { snippets: true });
  expect(items.find(({ label }) => label === 'FROM')).toMatchObject({
    insertTextFormat: 2,
    textEdit: { newText: 'FROM ${1:image}' },
  });
});
