import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deviceEdits } from '../../src/cdi/device-edits.ts';
import { findDevices, forbiddenDevices } from '../../src/cdi/find-devices.ts';
import { type CdiDevices, readDevices } from '../../src/cdi/read-devices.ts';

const SPEC = `
cdiVersion: "0.6.0"
kind: vendor.com/gpu
containerEdits:
  env: [COMMON=1]
  hooks: [{ hookName: createContainer, path: /bin/true }]
devices:
- name: b
  annotations: { org.mobyproject.buildkit.device.class: fast }
  containerEdits:
    env: [B=1]
    deviceNodes: [{ path: /dev/gpu0, hostPath: /dev/null }, { path: /dev/fuse }]
    mounts: [{ hostPath: /lib/b.so, containerPath: /lib/gpu.so, options: [ro, nosuid, bind] }]
- name: a
  annotations: { org.mobyproject.buildkit.device.autoallow: true }
  containerEdits: { env: [A=1] }
`;

let directory: string;
let known: CdiDevices;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'strake-cdi-'));
  const files = {
    'low/gpu.yaml': SPEC,
    'low/twice.json': JSON.stringify({ cdiVersion: '0.6.0', kind: 'x.y/z', devices: [{ name: 'n' }, { name: 'n' }] }),
    'low/broken.yml': 'kind: [',
    'low/relative.json': JSON.stringify({
      cdiVersion: '0.6.0',
      kind: 'x.y/r',
      devices: [{ name: 'n', containerEdits: { mounts: [{ hostPath: '../etc', containerPath: '/c' }] } }],
    }),
    'low/ignored.txt': 'no specification',
    'high/a.json': JSON.stringify({
      cdiVersion: '0.6.0',
      kind: 'x.y/z',
      devices: [{ name: 'high', containerEdits: { env: ['Z=high'] } }],
    }),
  };
  for (const name of ['low', 'high', 'low/sub.json']) mkdirSync(join(directory, name));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
  known = await readDevices(['low', 'none', 'high'].map((name) => join(directory, name)));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('specifications are read, and what is wrong with others is said', () => {
  expect([...known.devices.keys()]).toEqual(['vendor.com/gpu=a', 'vendor.com/gpu=b', 'x.y/z=high']);
  expect(known.faults).toEqual([
    expect.stringMatching(/broken\.yml is no CDI/),
    expect.stringMatching(/relative\.json is no CDI .* hostPath "\.\.\/etc" is not absolute/),
    expect.stringMatching(/sub\.json is no CDI .* no regular file/),
    expect.stringMatching(/several .* x\.y\/z=n/),
  ]);
});

function check(name: string, required = true): string {
  try {
    return findDevices({ name, required }, known)
      .map((device) => device.name)
      .join();
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a device is found', () => {
  test.each([
    ['vendor.com/gpu=b', 'vendor.com/gpu=b'],
    ['vendor.com/gpu', 'vendor.com/gpu=a'],
    ['vendor.com/gpu=*', 'vendor.com/gpu=a,vendor.com/gpu=b'],
    ['vendor.com/gpu=fast', 'vendor.com/gpu=b'],
    ['vendor.com/gpu=c', 'required device "vendor.com/gpu=c" is not registered'],
    ['vendor.com/tpu', 'required device "vendor.com/tpu" is not registered'],
    ['gpu=a', 'invalid device "gpu=a"'],
    ['', 'invalid device ""'],
  ])('%j: %s', (name, expected) => {
    expect(check(name)).toBe(expected);
  });

  test('or not, where it is not required', () => expect(check('vendor.com/gpu=c', false)).toBe(''));
});

test.each([
  [['*'], []],
  [[], ['vendor.com/gpu=b']],
  [['vendor.com/gpu=fast'], []],
  [['x.y/z'], ['vendor.com/gpu=b']],
])('allowed %j: forbidden are %j', (allowed, expected) => {
  expect(forbiddenDevices(findDevices({ name: 'vendor.com/gpu=*', required: true }, known), allowed, known)).toEqual(
    expected,
  );
});

test('devices bring variables, nodes and mounts, those of a specification once', () => {
  expect(deviceEdits(findDevices({ name: 'vendor.com/gpu=*', required: true }, known))).toEqual({
    env: ['COMMON=1', 'A=1', 'B=1'],
    mounts: [
      { type: 'device', target: '/dev/gpu0', path: '/dev/null' },
      { type: 'device', target: '/dev/fuse', path: '/dev/fuse' },
      { type: 'host', target: '/lib/gpu.so', path: '/lib/b.so', readonly: true },
    ],
    notes: [expect.stringMatching(/^hooks /)],
  });
});
