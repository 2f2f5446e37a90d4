import { expect, test } from 'vitest';
import {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
  platformRank,
  samePlatform,
} from '../../src/model/index.ts';

const HOST: Platform = { os: 'linux', architecture: 'amd64' };

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/8', 'linux/arm64'],
  ['linux/arm64/v9', 'linux/arm64/v9'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v2', 'linux/amd64/v2'],
  ['linux/arm/v7', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/armel', 'linux/arm/v6'],
  ['linux/i386', 'linux/386'],
  ['linux/x86_64', 'linux/amd64'],
  ['linux/x86-64', 'linux/amd64'],
  ['Linux/AArch64', 'linux/arm64'],
  ['amd64', 'linux/amd64'],
  ['arm64', 'linux/arm64'],
  ['s390x', 'linux/s390x'],
  ['linux', 'linux/amd64'],
  ['windows', 'windows/amd64'],
  ['macOS', 'darwin/amd64'],
  ['linux/unheard-of', 'linux/unheard-of'],
])('%s is %s', (text, expected) => {
  const platform = parsePlatform(text, HOST);
  expect(platform.ok && formatPlatform(platform.value)).toBe(expected);
  expect(platform.ok && normalizePlatform(platform.value)).toEqual(platform.ok && platform.value);
});

test.each([
  ['', '"": "" is no part of a platform'],
  ['unheard-of', '"unheard-of": unknown operating system or architecture'],
  ['linux/', '"linux/": "" is no part of a platform'],
  ['linux//v7', '"linux//v7": "" is no part of a platform'],
  ['linux/amd64/v1/x', '"linux/amd64/v1/x": a platform has the form os[/arch[/variant]]'],
  ['lin ux/amd64', '"lin ux/amd64": "lin ux" is no part of a platform'],
  ['linux/am$d64', '"linux/am$d64": "am$d64" is no part of a platform'],
])('refuses %j', (text, message) => {
  expect(parsePlatform(text, HOST)).toEqual({ ok: false, message });
});

test('an operating system may carry its version', () => {
  expect(parsePlatform('windows(10.0.17763)/amd64', HOST)).toEqual({
    ok: true,
    value: { os: 'windows', architecture: 'amd64', osVersion: '10.0.17763' },
  });
});

test('what the text leaves out comes from the host, with its variant', () => {
  expect(parsePlatform('linux', { os: 'linux', architecture: 'arm', variant: 'v6' })).toEqual({
    ok: true,
    value: { os: 'linux', architecture: 'arm', variant: 'v6' },
  });
});

test.each<[wanted: string, found: string, rank: number | undefined]>([
  ['linux/amd64', 'linux/amd64', 0],
  ['linux/amd64', 'linux/386', 1],
  ['linux/amd64', 'linux/arm64', undefined],
  ['linux/amd64', 'windows/amd64', undefined],
  ['linux/amd64', 'linux/amd64/v2', undefined],
  ['linux/amd64/v3', 'linux/amd64/v2', 1],
  ['linux/amd64/v3', 'linux/amd64', 2],
  ['linux/arm/v7', 'linux/arm/v6', 1],
  ['linux/arm/v6', 'linux/arm/v7', undefined],
  ['linux/arm64', 'linux/arm64/v8', 0],
  ['linux/arm64', 'linux/arm/v7', 2],
  ['linux/riscv64', 'linux/riscv64', 0],
])('%s runs %s with rank %s', (wanted, found, rank) => {
  const [a, b] = [wanted, found].map((text) => parsePlatform(text, HOST)).map((p) => (p.ok ? p.value : HOST));
  expect(platformRank(a as Platform, b as Platform)).toBe(rank);
});

test('platforms are the same once normalised', () => {
  expect(
    samePlatform(
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
      { os: 'Linux', architecture: 'aarch64', osVersion: '1' },
    ),
  ).toBe(true);
  expect(samePlatform(HOST, { os: 'linux', architecture: '386' })).toBe(false);
});
