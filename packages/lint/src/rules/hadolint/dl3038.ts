import type { Rule } from '../../rule.ts';
import { DNF } from '../../shell/package-installs.ts';
import { reportQuestions } from '../../shell/report-questions.ts';

export const dl3038: Rule = {
  name: 'DL3038',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  commands: ['dnf', 'microdnf'],
  docs: {
    summary: 'dnf install does not ask.',
    rationale: 'Nobody is there to answer.',
    bad: [
      { text: 'FROM debian:12\nRUN dnf install httpd-2.4\n', fixed: 'FROM debian:12\nRUN dnf install -y httpd-2.4\n' },
    ],
    doubtful: [
      { text: 'FROM redhat/ubi9-minimal:9.5\nRUN microdnf install httpd-2.4\n', why: 'microdnf asks nothing' },
    ],
    good: [{ text: 'FROM debian:12\nRUN dnf install -y httpd-2.4 && dnf clean all\n' }],
  },
  check(file, report) {
    reportQuestions(file, report, 'Answer the question in advance: dnf install -y', VERBS);
  },
};

const VERBS = { ...DNF, verbs: ['install', 'groupinstall', 'localinstall'] };
