import type { Rule } from '../../rule.ts';
import { YUM } from '../../shell/package-installs.ts';
import { reportQuestions } from '../../shell/report-questions.ts';

export const dl3030: Rule = {
  name: 'DL3030',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  commands: ['yum'],
  docs: {
    summary: 'yum install does not ask.',
    rationale: 'Nobody is there to answer.',
    bad: [
      { text: 'FROM debian:12\nRUN yum install httpd-2.4\n', fixed: 'FROM debian:12\nRUN yum install -y httpd-2.4\n' },
    ],
    good: [{ text: 'FROM debian:12\nRUN yum install -y httpd-2.4 && yum clean all\n' }],
  },
  check(file, report) {
    reportQuestions(file, report, 'Answer the question in advance: yum install -y', VERBS);
  },
};

const VERBS = { ...YUM, verbs: ['install', 'groupinstall', 'localinstall'] };
