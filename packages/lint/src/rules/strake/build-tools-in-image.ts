import type { Rule } from '../../rule.ts';

export const buildToolsInImage: Rule = {
  name: 'build-tools-in-image',
  aliases: [],
  origin: 'strake',
  severity: 'hint',
  fixable: false,
  commands: ['apt', 'apk', 'yum', 'dnf', 'microdnf'],
  url: 'https://docs.docker.com/build/building/multi-stage/',
  docs: {
    summary: 'Compilers stay out of the final image.',
    rationale: 'They make it hundreds of megabytes bigger. Build in a stage of its own and copy the result.',
    bad: [{ text: 'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\nCMD ["/app"]\n' }],
    good: [
      {
        text: 'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential && make && apt-get purge -y build-essential\nCMD ["/app"]\n',
      },
      { text: 'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\n' },
    ],
  },
  check(file, report) {
    if (file.stages.length > 1 || (file.of('cmd').length === 0 && file.of('entrypoint').length === 0)) return;
    for (const { node } of file.of('run')) {
      const { commands } = file.shell(node);
      const isRemoved = commands.some(({ args }) => args.some(({ value }) => REMOVALS.has(value)));
      if (isRemoved) continue;
      const install = commands.filter(
        ({ name, args }) => INSTALLERS.has(name) && args.some(({ value }) => value === 'install' || value === 'add'),
      );
      const tool = install.flatMap(({ args }) => args).find(({ value }) => TOOLS.has(value.replace(/=.*$/, '')));
      if (tool !== undefined)
        report(tool, `${tool.value} is part of the final image`, {
          hint: 'build in a stage of its own and copy the result',
        });
    }
  },
};

const INSTALLERS: ReadonlySet<string> = new Set(['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf']);
const REMOVALS: ReadonlySet<string> = new Set(['purge', 'remove', 'autoremove', 'del', 'erase']);
const TOOLS: ReadonlySet<string> = new Set(['build-essential', 'build-base', 'gcc', 'g++', 'gcc-c++', 'clang']);
