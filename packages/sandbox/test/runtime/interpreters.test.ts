import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingInterpreter, otherFormats, registeredInterpreters } from '../../src/runtime/interpreters.ts';

test('only what is enabled and open everywhere is registered', () => {
  const registry = mkdtempSync(join(tmpdir(), 'strake-binfmt-'));
  const files = {
    'qemu-aarch64': 'enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: OCF\noffset 0\n',
    'qemu-arm': 'enabled\ninterpreter /usr/bin/qemu-arm-static\nflags: OC\noffset 0\n',
    'qemu-riscv64': 'disabled\ninterpreter /usr/bin/qemu-riscv64-static\nflags: OCF\noffset 0\n',
    'python3.11': 'enabled\ninterpreter /usr/bin/python3.11\nflags: F\n',
    status: 'enabled\n',
  };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(registry, name), text);
    expect(registeredInterpreters(registry)).toEqual(['qemu-aarch64']);
    expect(registeredInterpreters(join(registry, 'none'))).toEqual([]);
  } finally {
    rmSync(registry, { recursive: true });
  }
});

test.each([
  ['none', {}, false],
  ['one that is disabled', { python: 'disabled\ninterpreter /p\nflags: \noffset 0\nmagic cb0d0d0a\n' }, false],
  ['those of other CPUs', { 'qemu-arm': 'enabled\ninterpreter /q\nflags: F\noffset 0\nmagic 7f454c460101\n' }, false],
  ['one by its magic', { python: 'enabled\ninterpreter /p\nflags: \noffset 0\nmagic cb0d0d0a\n' }, true],
  ['one by its extension', { jar: 'enabled\ninterpreter /j\nflags: \nextension .jar\n' }, true],
])('formats other than ELF: %s', (_, files, expected) => {
  const registry = mkdtempSync(join(tmpdir(), 'strake-binfmt-'));
  try {
    for (const [name, text] of Object.entries({ status: 'enabled\n', register: '', ...files }))
      writeFileSync(join(registry, name), text);
    expect(otherFormats(registry)).toBe(expected);
  } finally {
    rmSync(registry, { recursive: true });
  }
});

test('programs of this machine need no interpreter, those of others theirs', () => {
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  expect(missingInterpreter(own, [])).toBeUndefined();
  expect(missingInterpreter('s390x', [])).toBe('qemu-s390x');
  expect(missingInterpreter('s390x', ['qemu-s390x'])).toBeUndefined();
});
