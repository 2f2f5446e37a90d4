import type { Instruction } from '@strake/parser';
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
    doubtful: [
      {
        text: 'FROM alpine:3.20\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n',
        why: 'the fingerprint of a public key',
      },
      { text: 'FROM alpine:3.20\nENV SORT_KEY=name\n', why: 'not every key opens something' },
      { text: 'FROM alpine:3.20\nENV API_TOKEN=""\n', why: 'there is nothing in it' },
      { text: 'FROM alpine:3.20\nENV PASSWORD=/run/secrets/password\n', why: 'the name of a file' },
    ],
    good: [{ text: 'FROM alpine:3.20\nENV PUBLIC_KEY=abc\nENV PASSWORD_FILE=/run/pw\nENV MONKEY=1\n' }],
  },
  check(file, report) {
    for (const { node, at, words } of file.buildkit.steps) {
      for (const [key, value] of settingsOf(node, words))
        if (DENIED.test(key) && !ALLOWED.test(key))
          report(
            at,
            `Do not use ARG or ENV instructions for sensitive data (${node.kind.toUpperCase()} ${JSON.stringify(key)})`,
            { hint: 'give it to the RUN that needs it with --mount=type=secret', isDoubtful: isPublic(key, value) },
          );
    }
  },
};

/** Names and values; of an ARG without one the value is undefined. */
function settingsOf(node: Instruction, words: readonly string[]): readonly (readonly [string, string | undefined])[] {
  if (node.kind === 'arg') return node.declarations.map(({ key, value }) => [key.text, value?.text] as const);
  if (node.kind !== 'env') return [];
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]] as const] : []));
}

/** Fingerprints of keys, names of files, words that some other kind of key is, and nothing at all. */
function isPublic(key: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  const text = value.replace(/^["']|["']$/g, '');
  if (text === '' || /^(?:\/|\.\/|[\w-]+\.(?:sh|py|txt|conf|json|ya?ml|pem|properties)$)/.test(text)) return true;
  if (/(?:^|_)key$/i.test(key) && !/secret|api|access|private|auth|crypt/i.test(key) && /^[a-z]+$/i.test(text))
    return true;
  return /key/i.test(key) && /^(?:0x)?[0-9A-F]{8}(?:[\s,]*[0-9A-F]{4,})*$/i.test(text) && /GPG|PGP|SIGN|PUB/i.test(key);
}

const DENIED = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const ALLOWED = /(?:_|^)(?:public|file|version)(?:_|$)/i;
