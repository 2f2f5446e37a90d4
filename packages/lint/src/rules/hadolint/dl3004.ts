import type { RunNode } from '@strake/parser';
import type { LintFile, Placed } from '../../model/lint-file.ts';
import type { Rule } from '../../rule.ts';
import { lineage } from '../../shell/variables.ts';
import { commandNamed, reportRuns } from '../../shell/report-runs.ts';
import { removeSudo } from '../../fix/shell-words.ts';

export const dl3004: Rule = {
  name: 'DL3004',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: true,
  docs: {
    summary: 'No sudo.',
    rationale: 'A RUN already runs as the user that USER names; sudo adds a set-uid program and odd environments.',
    bad: [
      {
        text: 'FROM debian:12\nUSER root\nRUN sudo make install\n',
        fixed: 'FROM debian:12\nUSER root\nRUN make install\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nUSER root\nRUN make install\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Do not use sudo; switch users with USER',
      (script) => commandNamed(script, 'sudo'),
      (_, script, run) => ({ fix: isRoot(file, run) ? removeSudo(file.result.text, script) : undefined }),
    );
  },
};

/** Whether a USER of the file says so: the base image may have another. */
function isRoot(file: LintFile, { stage, top }: Placed<RunNode>): boolean {
  const stages = lineage(stage);
  const last = file.of('user').findLast((user) => stages.includes(user.stage) && user.node.start < top.start);
  return last !== undefined && /^["']?(?:root|0)["']?$/.test(last.node.user.text);
}
