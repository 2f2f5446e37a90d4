import type { Rule } from '../../rule.ts';
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
    bad: [{ text: 'FROM debian:12\nRUN sudo make install\n', fixed: 'FROM debian:12\nRUN make install\n' }],
    good: [{ text: 'FROM debian:12\nUSER root\nRUN make install\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Do not use sudo; switch users with USER',
      (script) => commandNamed(script, 'sudo'),
      (_, script) => ({ fix: removeSudo(file.result.text, script) }),
    );
  },
};
