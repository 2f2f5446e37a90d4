import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const SECRET = 'hunter22-very-secret';
const BASE64 = Buffer.from(SECRET).toString('base64').slice(0, 20);
const DOCKERFILE =
  'FROM busybox\nENV A=b\nRUN --mount=type=secret,id=s,env=TOKEN echo text >/made; echo $TOKEN; echo -n $TOKEN | base64; cat /none\n';

let shop: Workshop;
let args: readonly string[];
beforeAll(async () => {
  shop = await openWorkshop();
  const context = shop.context({ Dockerfile: DOCKERFILE });
  args = ['build', ...shop.base, '--progress', 'plain', '--secret', 'id=s,env=PLANTED', context];
});
afterAll(() => shop[Symbol.dispose]());

const env = { PLANTED: SECRET };

test('a shell sees the state in which the step failed', async () => {
  const input = 'cat /made; echo $A; touch /x && ls /x; exit 3\n';
  const ran = await shop.strake([...args, '--on-error=shell'], { env, input });
  expect(ran).toMatchObject({ code: 1, stdout: 'text\nb\n/x\n' });
  expect(ran.stderr).toMatch(/^ {2}│ cat: .*\nended with exit code 1; this is its state/m);
  expect(ran.stderr).toMatch(/did not complete successfully: exit code: 1\n/);
});

test('what is left of a step can be saved, without its secrets', async () => {
  const directory = join(shop.directory, 'saved');
  const ran = await shop.strake([...args, `--on-error=save=${directory}`], { env });
  expect(ran.code).toBe(1);
  expect(readdirSync(directory).sort()).toEqual(['changes.tar', 'log.txt', 'replay.sh', 'step.json']);
  const step = JSON.parse(readFileSync(join(directory, 'step.json'), 'utf8')) as Record<string, unknown>;
  expect(step).toMatchObject({ exitCode: 1, cwd: '/', env: expect.arrayContaining(['A=b']) });
  const tar = execFileSync('tar', ['-xOf', join(directory, 'changes.tar'), 'made'], { encoding: 'utf8' });
  expect(tar).toBe('text\n');
  const replay = join(directory, 'replay.sh');
  expect(readFileSync(replay, 'utf8')).toMatch(/ exec strake build .*--on-error=shell$/m);
  const again = spawnSync('/bin/sh', [replay], {
    env: { ...env, HOME: shop.directory, STRAKE_HOME: shop.home, PATH: '/usr/bin:/bin' },
    input: 'cat /made\n',
    encoding: 'utf8',
  });
  expect(again).toMatchObject({ status: 1, stdout: 'text\n' });
  expect(readFileSync(join(directory, 'log.txt'), 'utf8')).toMatch(/^\*{4}\n\*{4}\S*\ncat: /);
});

test.each(['here', '/proc/none/saved'])('a live display draws over nothing that is said of %s', async (name) => {
  const words = args.map((word) => (word === 'plain' ? 'tty' : word));
  const { stderr } = await shop.strake([...words, `--on-error=save=${resolve(shop.directory, name)}`], { env });
  expect(stderr.split('\u001b[?25h').at(-1)).toMatch(/^(?:saved what is left of the step: |note: cannot save )/);
});

test('what cannot be saved does not hide why the step has failed', async () => {
  const ran = await shop.strake([...args, '--on-error=save=/proc/none/saved'], { env });
  expect(ran).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^note: cannot save [^]*ENOENT[^]*^error: .* exit code: 1$/m),
  });
});

test('secrets are in no output, log, file of the store or saved state (CWE-532)', async () => {
  const json = await shop.strake(
    [...args.filter((word) => word !== 'plain' && word !== '--progress'), '--progress=rawjson'],
    { env },
  );
  for (const text of [json.stdout, json.stderr]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(BASE64);
  }
  for (const form of [SECRET, BASE64]) {
    const found = execFileSync('sh', ['-c', `grep -rlF -- "$1" "$2" || true`, 'sh', form, shop.directory]);
    expect(String(found)).toBe('');
  }
});

test('other values are refused', async () => {
  expect((await shop.strake([...args, '--on-error=ask'], { env })).code).toBe(2);
});

test('a shell is refused where standard input is the Dockerfile: nothing would ever come from there', async () => {
  const words = args.slice(0, -1);
  const asked = [...words, '--on-error=shell', '-f', '-', shop.context({})];
  expect(await shop.strake(asked, { env, input: DOCKERFILE })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--on-error=shell reads standard input'),
  });
});
