import type { LintFile } from '../../model/lint-file.ts';
import type { Report, Rule } from '../../rule.ts';
import type { AddNode, CopyNode, RunNode } from '@strake/parser';
import { hasScratchMount } from '../../shell/mounts.ts';

export const deletedInLaterLayer: Rule = {
  name: 'deleted-in-later-layer',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  commands: ['rm'],
  about: 'size',
  url: 'https://docs.docker.com/get-started/docker-concepts/building-images/understanding-image-layers/',
  docs: {
    summary: 'Files are deleted in the layer that made them.',
    rationale: 'A later layer only hides them: the image stays as big, and the file can be had.',
    bad: [
      { text: 'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar xf /tmp/app.tar.gz\nRUN rm /tmp/app.tar.gz\n' },
      { text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n' },
    ],
    good: [
      { text: 'FROM debian:12\nRUN wget -qO /tmp/a https://example.com/a && rm /tmp/a\n' },
      { text: 'FROM debian:12\nRUN rm -f /etc/motd\n' },
    ],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const made = new Map<string, string>();
      for (const node of stage.instructions) {
        if (node.kind === 'copy' || node.kind === 'add')
          for (const path of madeBy(node)) made.set(path, node.kind.toUpperCase());
        if (node.kind === 'run') judge(file, node, made, report);
      }
    }
  },
};

const LISTS = '/var/lib/apt/lists';

/** The absolute paths of single files that are copied. */
function madeBy({ sources, destination }: CopyNode | AddNode): readonly string[] {
  const to = destination.kind === 'word' ? destination.text : destination.value;
  if (!/^\/[^$*]*$/.test(to) || /["']/.test(to)) return [];
  const names = sources.map((source) => (source.kind === 'word' ? source.text : source.value));
  if (names.some((name) => /[$*?["']/.test(name))) return [];
  return to.endsWith('/')
    ? names
        .filter((name) => /[^/.]/.test(name.replace(/^.*\//, '')))
        .map((name) => to + name.replace(/\/$/, '').replace(/^.*\//, ''))
    : [to];
}

/** Reports what the RUN deletes of earlier layers, and notes the lists it leaves. */
function judge(file: LintFile, node: RunNode, made: Map<string, string>, report: Report): void {
  const { commands } = file.shell(node);
  const removals = commands.filter(({ name }) => name === 'rm').flatMap(({ args }) => args);
  const isUpdating = commands.some(
    ({ name, args }) => name === 'apt-get' && args.some(({ value }) => value === 'update'),
  );
  for (const word of removals) {
    const path = word.value.replace(/\/+\*?$/, '');
    const maker = made.get(path);
    if (maker !== undefined && !(isUpdating && path === LISTS))
      report(word, `${word.value} is in the layer of an earlier ${maker}: this only hides it`);
    made.delete(path);
  }
  const isClean = removals.some(({ value }) => value.startsWith('/var/lib/apt')) || hasScratchMount(node, LISTS);
  if (isUpdating && !isClean) made.set(LISTS, 'RUN');
}
