import type { RunNode } from '@strake/parser';
import type { LintFile, Placed } from '../../model/lint-file.ts';
import type { Rule } from '../../rule.ts';
import { baseImage } from '../../model/base-image.ts';
import { lineage } from '../../shell/variables.ts';
import { commandNamed, reportRuns } from '../../shell/report-runs.ts';
import { removeSudo } from '../../fix/shell-words.ts';

export const dl3004: Rule = {
  name: 'DL3004',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: true,
  commands: ['sudo'],
  docs: {
    summary: 'No sudo.',
    rationale: 'A RUN already runs as the user that USER names; sudo adds a set-uid program and odd environments.',
    bad: [
      {
        text: 'FROM debian:12\nUSER root\nRUN sudo make install\n',
        fixed: 'FROM debian:12\nUSER root\nRUN make install\n',
      },
    ],
    doubtful: [
      {
        text: 'FROM cimg/base:2024.01\nRUN sudo make install\n',
        why: 'the base image may have another user than root',
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
      (_, script, run) => {
        const isRoot = runsAsRoot(file, run);
        return { fix: isRoot ? removeSudo(file.result.text, script) : undefined, isDoubtful: !isRoot };
      },
    );
  },
};

/** Whether a USER of the file or what is known of the base image says so. */
function runsAsRoot(file: LintFile, { stage, top }: Placed<RunNode>): boolean {
  const stages = lineage(stage);
  const last = file.of('user').findLast((user) => stages.includes(user.stage) && user.node.start < top.start);
  if (last === undefined) return /^(?:|root|0)(?::.*)?$/.test(baseImage(file, stage)?.user ?? '?');
  return /^["']?(?:root|0)["']?$/.test(last.node.user.text);
}
