import type { Rule } from '../../rule.ts';

export const secretsUsedInArgOrEnv: Rule = {
  name: 'SecretsUsedInArgOrEnv',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  twin: 'DL3064',
  url: 'https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/',
  docs: {
    summary: 'No secrets in ARG and ENV.',
    rationale: 'Both end up in the image: in its config or its history. A secret mount leaves no trace.',
    bad: [{ text: 'FROM alpine:3.20\nARG AWS_SECRET_ACCESS_KEY\n' }, { text: 'FROM alpine:3.20\nENV API_TOKEN=abc\n' }],
    good: [{ text: 'FROM alpine:3.20\nENV PUBLIC_KEY=abc\nENV PASSWORD_FILE=/run/pw\nENV MONKEY=1\n' }],
  },
  check(file, report) {
    for (const { node, at, words } of file.buildkit.steps) {
      const keys =
        node.kind === 'env'
          ? words.filter((_, i) => i % 2 === 0)
          : node.kind === 'arg'
            ? node.declarations.map(({ key }) => key.text)
            : [];
      for (const key of keys)
        if (DENIED.test(key) && !ALLOWED.test(key))
          report(
            at,
            `Do not use ARG or ENV instructions for sensitive data (${node.kind.toUpperCase()} ${JSON.stringify(key)})`,
            { hint: 'give it to the RUN that needs it with --mount=type=secret' },
          );
    }
  },
};

const DENIED = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const ALLOWED = /(?:_|^)(?:public|file|version)(?:_|$)/i;
