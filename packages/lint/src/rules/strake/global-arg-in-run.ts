import type { Rule } from '../../rule.ts';
import type { LintFile, Placed } from '../../model/lint-file.ts';
import type { Stage } from '../../model/stages.ts';
import { lineage } from '../../shell/variables.ts';

export const globalArgInRun: Rule = {
  name: 'global-arg-in-run',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
  docs: {
    summary: 'A RUN sees the ARGs of its stage only.',
    rationale: 'An ARG before the first FROM is for FROM lines: within a stage it is empty until it is declared again.',
    bad: [
      {
        text: 'ARG FLAVOUR=mint\nFROM debian:12\nRUN echo $FLAVOUR\n',
        fixed: 'ARG FLAVOUR=mint\nFROM debian:12\nARG FLAVOUR\nRUN echo $FLAVOUR\n',
      },
    ],
    good: [
      { text: 'ARG FLAVOUR=mint\nFROM debian:12\nARG FLAVOUR\nRUN echo $FLAVOUR\n' },
      { text: 'ARG PYTHON_VERSION=3\nFROM python:${PYTHON_VERSION}\nRUN echo $PYTHON_VERSION\n' },
    ],
  },
  check(file, report) {
    const globals = new Set(file.globals.flatMap(({ declarations }) => declarations.map(({ key }) => key.text)));
    if (globals.size === 0) return;
    const definitions = definitionsOf(file, globals);
    for (const stage of file.stages) {
      const line = lineage(stage);
      const image = line.at(-1)?.from?.image.text ?? '';
      const told = new Set<string>();
      for (const node of stage.instructions) {
        if (node.kind !== 'run' || node.command.kind !== 'shell-form') continue;
        for (const name of namesRead(file.result.text.slice(node.start, node.end), globals)) {
          if (told.has(name) || mayCome(name, image)) continue;
          const isDefined = definitions
            .get(name)
            ?.some(({ stage: other, start }) => start < node.start && line.includes(other));
          if (isDefined === true) continue;
          told.add(name);
          report(node.command, `${name} is empty here: the ARG before the first FROM is not part of the stage`, {
            fix: {
              title: `Declare ARG ${name} in the stage`,
              edits: [{ start: node.start, end: node.start, newText: `ARG ${name}\n` }],
            },
          });
        }
      }
    }
  },
};

/** Images set variables named after what they hold: PYTHON_VERSION, GOLANG_VERSION. */
function mayCome(name: string, image: string): boolean {
  if (image.includes(name)) return true;
  if (/^(?:PATH|HOME|LANG|LC_ALL|USER|SHELL|TERM|PWD|HOSTNAME|TARGET\w+|BUILD\w+)$/.test(name) || image.includes('$'))
    return /VERSION|PATH|HOME|LANG|USER|PWD|DIR|^(?:TARGET|BUILD)/i.test(name);
  return image.toLowerCase().includes((name.split('_')[0] ?? name).toLowerCase());
}

interface Definition {
  readonly stage: Stage;
  readonly start: number;
}

/** Where ENV and ARG of stages define each of the names. */
function definitionsOf(file: LintFile, names: ReadonlySet<string>): ReadonlyMap<string, readonly Definition[]> {
  const found = new Map<string, Definition[]>();
  const add = (name: string, { stage, node }: Placed): void => {
    if (!names.has(name)) return;
    const known = found.get(name);
    if (known === undefined) found.set(name, [{ stage, start: node.start }]);
    else known.push({ stage, start: node.start });
  };
  for (const env of file.of('env')) for (const { key } of env.node.entries) add(key.text, env);
  for (const arg of file.of('arg')) for (const { key } of arg.node.declarations) add(key.text, arg);
  return found;
}

/** Variables that a script reads and does not set itself; not those with a default. */
function namesRead(text: string, globals: ReadonlySet<string>): readonly string[] {
  if (!text.includes('$')) return [];
  const names = new Set<string>();
  // A loop over `matchAll` would take ten times the memory.
  READ.lastIndex = 0;
  for (let match = READ.exec(text); match !== null && names.size < 50; match = READ.exec(text))
    if (globals.has(match[1] ?? '')) names.add(match[1] ?? '');
  return [...names].filter(
    (name) => !new RegExp(`\\b${name}=|\\b(?:for|read|local|declare)\\b[^;]*\\b${name}\\b`).test(text),
  );
}

const READ = /(?<!\\)\$\{?([A-Za-z_]\w*)\}?(?![:\w-])/g;
