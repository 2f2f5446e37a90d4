import type { Rule } from '../../rule.ts';
import type { Instruction } from '@strake/parser';
import { hasFlag, operands } from '../../shell/flags.ts';

export const chownInOwnLayer: Rule = {
  name: 'chown-in-own-layer',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  commands: ['chown'],
  about: 'size',
  url: 'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
  docs: {
    summary: 'COPY gives files their owner.',
    rationale: 'A later `chown -R` copies every file into one more layer.',
    bad: [{ text: 'FROM debian:12\nCOPY src /app\nRUN chown -R 1000 /app\n' }],
    good: [
      { text: 'FROM debian:12\nCOPY --chown=1000 src /app\n' },
      { text: 'FROM debian:12\nRUN chown -R 1000 /app\n' },
    ],
  },
  check(file, report) {
    for (const { instructions } of file.stages) {
      const copied = new Map<string, Instruction>();
      for (const node of instructions) {
        if (node.kind === 'copy' || node.kind === 'add') {
          const { destination } = node;
          const path = (destination.kind === 'word' ? destination.text : destination.value).replace(/\/+$/, '');
          if (/^\/[\w./-]+$/.test(path) && !node.flags.some(({ name }) => name === 'chown')) copied.set(path, node);
        }
        if (node.kind !== 'run') continue;
        for (const command of file.shell(node).commands) {
          if (command.name !== 'chown' || !hasFlag(command, 'R', 'recursive')) continue;
          const origin = operands(command)
            .slice(1)
            .map(({ value }) => copied.get(value.replace(/\/+$/, '')))
            .find((found) => found !== undefined);
          if (origin === undefined) continue;
          const bytes = file.measured(node)?.layerBytes;
          const cost = bytes === undefined ? '' : `: ${Math.ceil(bytes / 1e6)} MB in the last build`;
          report(command, `This copies every file into one more layer${cost}`, {
            hint: 'use COPY --chown',
            related: [{ message: 'The files come from here', range: file.result.lines.rangeOf(origin) }],
          });
        }
      }
    }
  },
};
