import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
let base: readonly string[];
beforeAll(async () => {
  shop = await openWorkshop();
  const layout = join(shop.directory, 'based');
  await build({
    home: shop.home,
    dockerfile: { text: 'FROM scratch\nENV FROM_BASE=/opt\nSHELL ["/bin/ash", "-c"]\n' },
    outputs: [{ type: 'oci', dest: layout, tar: false }],
  });
  base = ['--build-context', `based=oci-layout://${layout}`];
});
afterAll(() => shop[Symbol.dispose]());

interface Case {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** `Rule:line` of each. */
  readonly warned: readonly string[];
  readonly code?: number;
  readonly says?: string;
}

const CMD = 'FROM scratch\nCOPY a /\nCMD echo a\n';
const TWO = `FROM scratch AS Other\nCMD a\n${CMD}`;
const override = (value: string): readonly string[] => ['--build-arg', `BUILDKIT_DOCKERFILE_CHECK=${value}`];

/** Directive, lines, exit code, what is said, arguments: as BuildKit has it, the check is experimental. */
type Ignored = readonly [string, readonly number[], number, string, (readonly string[])?];

function ignored(...rows: readonly Ignored[]): readonly Case[] {
  return rows.map(([directive, lines, code, says, args = []]) => ({
    name: `what is ignored, ${JSON.stringify(directive)} ${args.join(' ')}`,
    dockerfile: `${directive}FROM scratch\nCOPY a /\nCOPY sub /sub\nADD a ./sub/x /q/\nCOPY [s]ub s* /r/\n`,
    files: { 'sub/x': '', '.dockerignore': 'sub\n' },
    args,
    warned: lines.map((line) => `CopyIgnoredFile:${line}`),
    code,
    says,
  }));
}

const cases: readonly Case[] = [
  { name: 'nothing', dockerfile: 'FROM scratch\nCOPY a /\n', warned: [] },
  { name: 'one', dockerfile: CMD, warned: ['JSONArgsRecommended:3'] },
  {
    name: 'stages that are not needed are not looked into',
    dockerfile: TWO,
    warned: ['StageNameCasing:1', 'JSONArgsRecommended:5'],
  },
  {
    name: 'the stage that is the target is',
    dockerfile: TWO,
    args: ['--target', 'other'],
    warned: ['StageNameCasing:1', 'JSONArgsRecommended:2'],
  },
  { name: 'skipped in the file', dockerfile: `# check=skip=all\n${CMD}`, warned: [] },
  {
    name: 'skipped by an argument',
    dockerfile: `# check=error=true\n${CMD}ENV a b\n`,
    args: override('skip=JSONArgsRecommended'),
    warned: ['LegacyKeyValueFormat:5'],
  },
  {
    name: 'an error in the file',
    dockerfile: `# check=error=true\n${CMD}ENV a b\n`,
    warned: ['JSONArgsRecommended:4', 'LegacyKeyValueFormat:5'],
    code: 3,
    says: 'error: lint violation found for rules: JSONArgsRecommended, LegacyKeyValueFormat\n',
  },
  {
    name: 'nothing is an error',
    dockerfile: '# check=error=true\nFROM scratch\nCOPY a /\n',
    warned: [],
  },
  {
    name: 'an argument that means nothing',
    dockerfile: CMD,
    args: override('nonsense'),
    warned: [],
    code: 2,
    says: 'failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "nonsense"',
  },
  {
    name: 'variables and shell of the base image',
    dockerfile: 'FROM based\nWORKDIR $FROM_BASE\nWORKDIR $FROM_NOWHERE/a\nCMD a\n',
    warned: ['UndefinedVar:3'],
  },
  ...ignored(['', [], 1, 'not found'], ['# check=experimental=all\n', [4, 5], 1, 'not found']),
  ...ignored(['# check=experimental=CopyIgnoredFile;error=true\n', [4, 5], 3, 'rules: CopyIgnoredFile\n']),
  ...ignored(['#\n', [4, 5], 1, 'not found', override('experimental=CopyIgnoredFile')]),
  {
    name: 'a build that fails',
    dockerfile: `${CMD}COPY nothere /\n`,
    warned: ['JSONArgsRecommended:3'],
    code: 1,
    says: '"/nothere": not found',
  },
];

/** Twice: what is found the first time is remembered. */
async function check({ dockerfile, files = {}, args = [], warned, code = 0, says = '' }: Case): Promise<void> {
  const context = shop.context({ Dockerfile: dockerfile, a: 'a', ...files });
  for (let i = 0; i < 2; i++) {
    const ran = await shop.strake(['build', ...base, '--progress', 'plain', ...args, context]);
    const lines = [...ran.stderr.matchAll(/^ - (\w+): .*\(line (\d+)\)$/gm)];
    expect(lines.map(([, rule, line]) => `${rule}:${line}`)).toEqual(warned);
    expect(ran.stderr).toContain(says);
    expect(ran.code).toBe(code);
    const title = `${warned.length} warning${warned.length === 1 ? '' : 's'} found (strake build --check explains them):`;
    if (warned.length > 0) expect(ran.stderr).toContain(`\n ${title}\n`);
  }
}

test.each(cases)('$name', check);

test('quietly built, nothing is said; as data, all is', async () => {
  const context = shop.context({ Dockerfile: CMD, a: 'a' });
  expect((await shop.strake(['build', '-q', context])).stderr).toBe('');
  const raw = await shop.strake(['build', '--progress', 'rawjson', '--json', context]);
  const events = raw.stderr.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const code = 'JSONArgsRecommended';
  expect(events.filter(({ type }) => type === 'warning')).toMatchObject([{ warning: { code, severity: 'warning' } }]);
  expect(JSON.parse(raw.stdout)).toMatchObject({ diagnostics: [{ code, range: { start: { line: 2 } } }] });
});

test('to code, errors come with all that was found', async () => {
  const dockerfile = { text: `# check=error=true\n${CMD}` };
  await expect(build({ home: shop.home, context: { a: 'a' }, dockerfile })).rejects.toMatchObject({
    code: 'CHECKS_FAILED',
    diagnostics: [{ code: 'JSONArgsRecommended', severity: 'error' }],
  });
});
