import type { Rule } from '../../rule.ts';
import type { Instruction } from '@strake/parser';
import type { ShellCommand } from '../../shell/script.ts';

export const cacheHostileCopy: Rule = {
  name: 'cache-hostile-copy',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  commands: ['npm', 'yarn', 'pnpm', 'pip', 'bundle', 'composer', 'poetry', 'go'],
  url: 'https://docs.docker.com/build/cache/optimize/',
  docs: {
    summary: 'Dependencies are installed before the sources are copied.',
    rationale: 'After `COPY . .` every change of any file installs all dependencies again. Copy what names them first.',
    bad: [{ text: 'FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN npm ci\n' }],
    good: [
      { text: 'FROM debian:12\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n' },
      { text: 'FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN npm run build\n' },
      { text: 'FROM debian:12\nCOPY . /app\nRUN pip install /app\n' },
    ],
  },
  check(file, report) {
    for (const { instructions } of file.stages) {
      let all: Instruction | undefined;
      let isNamed = false;
      for (const node of instructions) {
        if (node.kind === 'copy' && !node.flags.some(({ name }) => name === 'from')) {
          const sources = node.sources.map((source) => (source.kind === 'word' ? source.text : source.value));
          if (sources.some((source) => source === '.' || source === './')) all ??= node;
          else isNamed ||= sources.some((source) => MANIFEST.test(source));
        }
        if (node.kind !== 'run' || all === undefined || isNamed) continue;
        const install = file.shell(node).commands.find(isInstall);
        if (install === undefined) continue;
        const seconds = file.measured(node)?.seconds;
        const cost = seconds === undefined ? '' : `: ${Math.max(1, Math.round(seconds))} s in the last build`;
        report(install, `Every change of the sources installs the dependencies again${cost}`, {
          hint: 'copy the files that name the dependencies, install, and copy the rest after that',
          related: [{ message: 'All sources are copied here', range: file.result.lines.rangeOf(all) }],
        });
        break;
      }
    }
  },
};

const MANIFEST =
  /(?:package[^/]*\.json|\*\.lock|yarn\.lock|pnpm-lock\.yaml|requirements[^/]*|Gemfile[^/]*|go\.(?:mod|sum|\*)|composer\.[^/]*|Cargo\.[^/]*|pom\.xml|pyproject\.toml|poetry\.lock|[Pp]ipfile[^/]*)$/;

/** Commands that install what a file of the sources names, and nothing else. */
function isInstall({ name, args }: ShellCommand): boolean {
  const words = args.map(({ value }) => value);
  const [verb = ''] = words;
  const plain = words.slice(1).every((word) => word.startsWith('-'));
  if (name === 'npm') return verb === 'ci' || (/^(?:install|i)$/.test(verb) && plain);
  if (name === 'yarn' || name === 'pnpm') return verb === 'install' && plain;
  if (/^pip[\d.]*$/.test(name)) return verb === 'install' && words.some((word) => /^(?:-r|--requirement)$/.test(word));
  if (name === 'bundle' || name === 'composer' || name === 'poetry') return verb === 'install';
  return name === 'go' && verb === 'mod' && words[1] === 'download';
}
