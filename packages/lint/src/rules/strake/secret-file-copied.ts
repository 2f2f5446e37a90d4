import type { Rule } from '../../rule.ts';

export const secretFileCopied: Rule = {
  name: 'secret-file-copied',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/build/building/secrets/',
  docs: {
    summary: 'No files of secrets in layers.',
    rationale: 'Whoever has the image has the file, even if a later layer deletes it. A secret mount leaves no trace.',
    bad: [{ text: 'FROM debian:12\nCOPY .env /app/\n' }, { text: 'FROM debian:12\nADD id_rsa /root/.ssh/id_rsa\n' }],
    good: [
      { text: 'FROM debian:12\nCOPY .env.example /app/\n' },
      { text: 'FROM debian:12\nCOPY id_rsa.pub /root/\n' },
      { text: 'FROM debian:12\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n' },
    ],
  },
  check(file, report) {
    for (const kind of ['copy', 'add'] as const)
      for (const { node } of file.of(kind, true)) {
        if (node.flags.some(({ name }) => name === 'from')) continue;
        for (const source of node.sources) {
          const path = source.kind === 'word' ? source.text.replace(/^["']|["']$/g, '') : source.value;
          if (SECRET.test(path) && !/^https?:/.test(path))
            report(source, `${path} holds secrets: do not copy it into a layer`, {
              hint: 'give it to the RUN that needs it with --mount=type=secret',
            });
        }
      }
  },
};

const SECRET =
  /(?:^|\/)(?:\.env(?:\.(?:local|production|prod|staging|development|dev))?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc|\.git-credentials|\.pgpass|\.htpasswd|\.aws\/credentials|\.docker\/config\.json|\.kube\/config)$/;
