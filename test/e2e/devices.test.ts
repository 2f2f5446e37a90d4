import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const SPEC = `
cdiVersion: "0.6.0"
kind: vendor.com/device
devices:
- name: foo
  containerEdits:
    env: [FOO=injected]
    deviceNodes: [{ path: /dev/foo, hostPath: /dev/zero }]
`;
const USE = 'echo $FOO; head -c 3 /dev/foo | wc -c; chmod 600 /dev/foo';

let shop: Workshop;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  shop = await openWorkshop();
  const directory = join(shop.directory, 'cdi');
  mkdirSync(directory);
  writeFileSync(join(directory, 'foo.yaml'), SPEC);
  env = { STRAKE_CDI_DIRS: directory };
});
afterAll(() => shop[Symbol.dispose]());

const build = (device: string, ...args: readonly string[]) => {
  const context = shop.context({ Dockerfile: `FROM busybox\nRUN --device=${device} ${USE}\n` });
  return shop.strake(['build', ...shop.base, '--no-cache', '--progress', 'plain', ...args, context], { env });
};

test.each(['device', 'device=vendor.com/device=foo'])('--allow %s: RUN has the device', async (allow) => {
  const { stderr } = await build('vendor.com/device=foo,required', '--allow', allow);
  expect(stderr).toMatch(/ injected\n[^]* 3\n[^]*Read-only file system/);
});

test.each([
  ['vendor.com/device=foo', [], 2, 'device vendor.com/device=foo is requested by the build but not allowed'],
  [
    'vendor.com/device=bar,required',
    ['--allow', 'device'],
    4,
    'required device "vendor.com/device=bar" is not registered',
  ],
  ['nonsense', ['--allow', 'device'], 4, 'invalid device "nonsense"'],
])('RUN --device=%s is refused', async (device, args, exit, message) => {
  const { code, stderr } = await build(device, ...args);
  expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringContaining(`error: ${message}`) });
});

test('a device that is not there and not required is none', async () => {
  const { stderr } = await build('vendor.com/device=bar');
  expect(stderr).toMatch(/\/dev\/foo: No such file/);
});
