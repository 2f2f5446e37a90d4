import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingInterpreter, registeredInterpreters } from '../../src/runtime/interpreters.ts';

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

test('programs of this machine need no interpreter, those of others theirs', () => {
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  expect(missingInterpreter(own, [])).toBeUndefined();
  expect(missingInterpreter('s390x', [])).toBe('qemu-s390x');
  expect(missingInterpreter('s390x', ['qemu-s390x'])).toBeUndefined();
});
