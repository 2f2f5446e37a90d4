import type { Rule } from '../../rule.ts';
import { renameStage, stageNameOf } from './stage-words.ts';

export const stageNameCasing: Rule = {
  name: 'StageNameCasing',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/',
  docs: {
    summary: 'Stage names are lower case.',
    rationale: 'Stage names are matched without regard to case; one spelling is easier to read and to search for.',
    bad: [{ text: 'FROM alpine:3.20 AS Base\n', fixed: 'FROM alpine:3.20 AS base\n' }],
    good: [{ text: 'FROM alpine:3.20 AS base\n' }],
  },
  check(file, report) {
    for (const node of file.buildkit.read) {
      const name = stageNameOf(node);
      if (name === undefined || name.text === name.text.toLowerCase()) continue;
      report(node, `Stage name '${name.text}' should be lowercase`, {
        fix: name.text.includes('$')
          ? undefined
          : { title: `Write ${name.text.toLowerCase()}`, edits: renameStage(file, name) },
      });
    }
  },
};
