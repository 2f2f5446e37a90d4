import type { ArgNode } from '@strake/parser';
import type { Rule } from '../../rule.ts';
import { baseImage } from '../../model/base-image.ts';
import type { Stage } from '../../model/stages.ts';
import { isOrExtends } from '../../shell/variables.ts';

export const unusedArg: Rule = {
  name: 'unused-arg',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  url: 'https://docs.docker.com/reference/dockerfile/#arg',
  docs: {
    summary: 'Every ARG is used.',
    rationale:
      'An ARG that nothing reads is a leftover, or a slip in a name. A RUN may read every ARG before it: those count as used.',
    bad: [{ text: 'ARG VERSION=1\nFROM debian:12\n' }, { text: 'FROM debian:12\nARG VERSION=1\nCOPY a /a\n' }],
    doubtful: [
      {
        text: 'ARG VERSION=1\nFROM app:12\n',
        why: 'the base image may have an ONBUILD ARG of that name: nobody has looked',
      },
    ],
    good: [
      { text: 'ARG VERSION=12\nFROM debian:${VERSION}\n' },
      { text: 'FROM debian:12\nARG VERSION=1\nRUN make\n' },
      { text: 'FROM debian:12\nARG VERSION=1\nLABEL version=$VERSION\n' },
    ],
  },
  check(file, report) {
    if (file.stages.length > LIMIT || file.globals.length > LIMIT || file.of('arg').length > LIMIT) return;
    const text = file.result.text;
    const isRead = (name: string, from: number): boolean => new RegExp(`\\$\\{?[!#]?${name}\\b`).test(text.slice(from));
    const isDoubtful = !file.stages.every((stage) => baseImage(file, stage) !== undefined);
    for (const node of file.globals)
      for (const { key } of node.declarations) {
        const isDeclared = file
          .of('arg')
          .some((arg) => arg.node.declarations.some((other) => other.key.text === key.text));
        if (!KNOWN.test(key.text) && !isDeclared && !isRead(key.text, node.end))
          report(key, `Nothing reads the ARG ${key.text}`, { isDoubtful });
      }
    for (const { node, stage } of file.of('arg')) {
      if (mayRunAfter(node, stage)) continue;
      if (file.stages.some((other) => isOrExtends(other, stage) && mayRunAfter(node, other))) continue;
      for (const { key } of node.declarations)
        if (!KNOWN.test(key.text) && !isRead(key.text, node.end)) report(key, `Nothing reads the ARG ${key.text}`);
    }
  },
};

function mayRunAfter({ start }: ArgNode, { instructions }: Stage): boolean {
  const last = instructions.findLast(({ kind }) => kind === 'run' || kind === 'onbuild' || kind === 'invalid');
  return last !== undefined && last.start > start;
}

// Read by the builder itself.
const KNOWN = /^(?:BUILDKIT_\w+|SOURCE_DATE_EPOCH|(?:BUILD|TARGET)[A-Z]+|(?:HTTPS?|FTP|NO|ALL)_PROXY)$|_proxy$|[^\w]/;

// A longer file is not looked through for every ARG.
const LIMIT = 200;
