import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin');

let shop: Workshop;
let project: string;
beforeAll(async () => {
  shop = await openWorkshop();
  project = shop.context({
    Dockerfile: 'FROM scratch AS deps\nCOPY a /\nFROM scratch AS test\nCOPY a /\n',
    'other.df': 'FROM scratch AS elsewhere\nCOPY a /\n',
    a: 'a',
    'src/b': 'b',
  });
  await shop.strake(['build', '-q', '-t', 'app:1.0', '-t', 'registry.lan:5000/team/tool', project]);
  writeFileSync(join(project, 'strake.bash'), (await shop.strake(['completion', 'bash'])).stdout);
});
afterAll(() => shop[Symbol.dispose]());

/** What bash offers behind a line; it ends words at = and : as well. */
function check(line: string, offered: readonly string[]): void {
  const words = line.split(/\s+|(?<=[=:])|(?=[=:])/);
  const script =
    'source ./strake.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _strake; printf "%s\\n" "${COMPREPLY[@]}"';
  const { PATH } = process.env;
  const env = { HOME: shop.directory, STRAKE_HOME: shop.home, PATH: `${BIN}:${PATH}` };
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { cwd: project, encoding: 'utf8', env });
  expect(output.split('\n').filter((word) => word !== '')).toEqual(offered);
}

test.each<readonly [string, readonly string[]]>([
  ['strake bu', ['build']],
  ['strake build --ta', ['--tag', '--target']],
  ['strake build --target ', ['deps', 'test']],
  ['strake build --target=d', ['deps']],
  ['strake build -f other.df --target ', ['elsewhere']],
  ['strake build --platform linux/arm', ['linux/arm64', 'linux/arm/v7']],
  ['strake build --driver b', ['bwrap']],
  ['strake build --driver=b', ['bwrap']],
  ['strake build --progress r', ['rawjson']],
  ['strake build -o type=o', ['oci,dest=']],
  [
    'strake build -o t',
    [
      'type=oci,dest=',
      'type=docker,dest=',
      'type=local,dest=',
      'type=tar,dest=',
      'type=image',
      'type=registry',
      'type=cacheonly',
    ],
  ],
  ['strake build --output=type=ca', ['cacheonly']],
  ['strake build -t app:', ['1.0']],
  ['strake build sr', ['src']],
  ['strake run ', ['app:1.0', 'registry.lan:5000/team/tool:latest']],
  ['strake run registry.lan:5', ['5000/team/tool:latest']],
  ['strake tag ap', ['app:1.0']],
  ['strake context ', ['ls']],
  ['strake context ls s', ['src']],
  ['strake completion ', ['bash', 'zsh', 'fish']],
  ['strake build --label ', []],
])('%s', check);

test('a store that is not there is not made, and has no images', async () => {
  const ran = await shop.strake(['completion', 'images'], { env: { STRAKE_HOME: join(shop.directory, 'none') } });
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await shop.strake(['images'], { env: { STRAKE_HOME: join(shop.directory, 'none') } })).toMatchObject({
    code: 0,
  });
});

test.each(['zsh', 'fish'])('there is a script for %s', async (shell) => {
  const { stdout } = await shop.strake(['completion', shell]);
  expect(stdout).toContain('strake completion stages');
  expect(stdout).toContain('linux/arm64');
});
