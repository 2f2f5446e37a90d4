import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const build = (dockerfile: string, ...args: string[]): Promise<Ran> =>
  shop.strake(['build', ...args, shop.context({ Dockerfile: dockerfile, a: 'a' })]);

test('build arguments that nobody declares are warned of', async () => {
  const ran = await build('FROM scratch\nARG USED\nCOPY a /\n', '--build-arg', 'USED=1', '--build-arg', 'USSED=1');
  expect(ran.stderr).toContain(' - one or more build-args [USSED] were not consumed: declare them with ARG');
  expect(ran.code).toBe(0);
});

test('a base of another platform is warned of', async () => {
  const layout = join(shop.directory, 'arm');
  await build('FROM scratch\nCOPY a /\n', '--platform', 'linux/arm64', '-o', `type=oci,dest=${layout},tar=false`);
  const args = ['--platform', 'linux/amd64', '--build-context', `base=oci-layout://${layout}`];
  const ran = await build('# a comment\nFROM base\nCOPY a /b\n', ...args, '--json');
  const [warning] = JSON.parse(ran.stdout).diagnostics;
  expect(warning).toMatchObject({
    code: 'InvalidBaseImagePlatform',
    message: 'Base image base was pulled with platform "linux/arm64", expected "linux/amd64" for current build',
  });
});

test('a base of the platform that builds is none of another platform', async () => {
  const layout = join(shop.directory, 'own');
  await build('FROM scratch\nCOPY a /\n', '-o', `type=oci,dest=${layout},tar=false`);
  const args = ['--platform', 'linux/s390x', '--build-context', `base=oci-layout://${layout}`];
  const ran = await build(
    'FROM --platform=$BUILDPLATFORM base AS b\nFROM scratch\nCOPY --from=b a /\n',
    ...args,
    '--json',
  );
  expect(JSON.parse(ran.stdout).diagnostics).toEqual([]);
});

test.each([
  [['--provenance', 'mode=max'], 'note: --provenance has no effect: no attestations are made yet'],
  [['--builder', 'default'], 'note: --builder has no effect: there are no builders to choose from'],
  [['--rm'], 'note: --rm has no effect'],
])('%j is answered, and the image is built', async (args, note) => {
  const ran = await build('FROM scratch\nCOPY a /\n', ...args);
  expect(ran.stderr).toContain(note);
  expect(ran.code).toBe(0);
});

test.each([
  [['-o', 'out.tar'], 'note: -o out.tar is a directory of files; type=oci,dest=out.tar is an archive of the image'],
  [['--metadata-file=-'], "note: reports go to a file named -, as Docker's do; --json prints them"],
])('%j is done as Docker does it, and said', async (args, note) => {
  const ran = await build('FROM scratch\nCOPY a /\n', ...args);
  expect(ran.stderr).toContain(`${note}\n`);
  expect(ran.code).toBe(0);
});

test.each([['--provenance=false'], ['--sbom=false'], ['--rm=false'], ['--call=build']])(
  '%s is nothing to speak of',
  async (flag) => {
    const ran = await build('FROM scratch\nCOPY a /\n', flag, '--progress', 'quiet');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
  },
);

test.each([
  ['--cgroup-parent=x', 'limit steps with --memory, --cpus and --pids-limit'],
  ['--squash', 'copy the result into a stage FROM scratch'],
  ['--security-opt=seccomp=unconfined', '--allow security.insecure'],
])('%s is refused with what to do instead', async (flag, hint) => {
  const ran = await build('FROM scratch\nCOPY a /\n', flag);
  expect(ran.stderr).toContain(hint);
  expect(ran.code).toBe(2);
});

const MISSPELT: readonly (readonly [args: readonly string[], said: string])[] = [
  [['--no-cache-filter', 'biuld'], ' - no stage is called "biuld": nothing is built anew for it (did you mean build?)'],
  [['--cache-from', 'type=local,src=nowhere'], 'nowhere: there is no such directory'],
  [['--cache-from', 'type=local,src=.'], ': it holds none'],
];

test.each(MISSPELT)('%j is built, and said to do nothing', async (args, said) => {
  const ran = await build('FROM scratch AS build\nCOPY a /\n', ...args);
  expect(ran.stderr).toContain(said);
  expect(ran.code).toBe(0);
});

test('what settings say that means nothing is warned of', async () => {
  const config = { registries: { 'docker.io': { mirors: ['http://127.0.0.1:1'] } }, registry: {} };
  const place = shop.context({ 'strake/config.json': JSON.stringify(config) });
  const ran = await shop.strake(['images'], { env: { XDG_CONFIG_HOME: place } });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain('config.json: "registry" means nothing: known are registries');
  expect(ran.stderr).toContain('config.json: "mirors" of docker.io means nothing: did you mean mirrors?');
});

test('a mirror that is down is named with where it is set', async () => {
  const env = { STRAKE_REGISTRY_MIRROR: 'http://127.0.0.1:1' };
  const ran = await shop.strake(['build', shop.context({ Dockerfile: 'FROM nothing-such\n' })], { env });
  expect(ran.code).not.toBe(0);
  expect(ran.stderr).toContain('127.0.0.1:1, the mirror of docker.io');
  expect(ran.stderr).toContain('STRAKE_REGISTRY_MIRROR');
}, 30_000);

test('quietly built for several platforms, the image has one ID', async () => {
  const ran = await build('FROM scratch\nCOPY a /\n', '-q', '--platform', 'linux/amd64,linux/arm64');
  expect(ran.stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
});
