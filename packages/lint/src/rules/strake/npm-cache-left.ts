import type { Rule } from '../../rule.ts';
import { appendCommand } from '../../fix/shell-words.ts';
import { reachedStages } from '../../model/reached-stages.ts';
import { hasScratchMount } from '../../shell/mounts.ts';

export const npmCacheLeft: Rule = {
  name: 'npm-cache-left',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: true,
  commands: ['npm'],
  about: 'size',
  url: 'https://docs.docker.com/build/cache/optimize/',
  docs: {
    summary: 'npm leaves no cache behind.',
    rationale: 'What npm downloaded is in the layer twice: installed, and in its cache.',
    bad: [{ text: 'FROM debian:12\nRUN npm ci\n', fixed: 'FROM debian:12\nRUN npm ci && npm cache clean --force\n' }],
    good: [
      { text: 'FROM debian:12\nRUN npm ci && npm cache clean --force\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/root/.npm npm ci\n' },
      { text: 'FROM debian:12\nRUN npm run build\n' },
    ],
  },
  check(file, report) {
    const reached = reachedStages(file);
    for (const run of file.of('run')) {
      if (!reached.has(run.stage) || hasScratchMount(run.node, '/root/.npm')) continue;
      const script = file.shell(run.node);
      const install = script.commands.find(
        ({ name, args }) => name === 'npm' && /^(?:ci|install|i)$/.test(args[0]?.value ?? ''),
      );
      const isCleaned = script.commands.some(
        ({ name, args }) =>
          (name === 'npm' && args[0]?.value === 'cache') ||
          (name === 'rm' && args.some(({ value }) => /\.npm\b|^\/tmp/.test(value))),
      );
      if (install === undefined || isCleaned) continue;
      report(install, 'npm leaves its cache in the layer', {
        hint: 'add npm cache clean --force, or mount a cache: --mount=type=cache,target=/root/.npm',
        fix: appendCommand(file.result, run, script, 'npm cache clean --force'),
      });
    }
  },
};
