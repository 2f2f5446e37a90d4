import type { Rule } from '../../rule.ts';

export const aptUpdateAlone: Rule = {
  name: 'apt-update-alone',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/build/building/best-practices/#apt-get',
  docs: {
    summary: 'apt-get update and install are one RUN.',
    rationale: 'The layer of an update alone is cached: a later install uses lists that may be months old.',
    bad: [{ text: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n' }],
    good: [
      { text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n' },
    ],
  },
  check(file, report) {
    for (const { node, stage } of file.of('run')) {
      const { commands } = file.shell(node);
      const isUpdate =
        commands.length > 0 &&
        commands.every(({ name, args }) => /^apt(?:-get)?$/.test(name) && args.some(({ value }) => value === 'update'));
      const installsLater = file
        .of('run')
        .some(
          (run) =>
            run.stage === stage &&
            run.node.start > node.start &&
            file
              .shell(run.node)
              .commands.some(
                ({ name, args }) => /^apt(?:-get)?$/.test(name) && args.some(({ value }) => value === 'install'),
              ),
        );
      if (isUpdate && installsLater && node.mounts.length === 0)
        report(node.command, 'Update the lists in the RUN that installs: this layer is cached');
    }
  },
};
