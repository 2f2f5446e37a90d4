import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDigest } from '@strake/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stepLogs } from '../../src/services/step-logs.ts';

const STEP = parseDigest(`sha256:${'0'.repeat(64)}`);
let logs: string;

beforeEach(() => {
  logs = join(mkdtempSync(join(tmpdir(), 'strake-step-logs-')), 'logs');
});
afterEach(() => rmSync(join(logs, '..'), { recursive: true, force: true }));

test('a log is in its place once the step has ended', () => {
  const log = stepLogs(logs)(STEP);
  log.write('said\n');
  expect(existsSync(log.place)).toBe(false);
  log.close();
  expect(readFileSync(log.place, 'utf8')).toBe('said\n');
});

test('a step whose log is removed while it runs goes on', () => {
  const log = stepLogs(logs)(STEP);
  rmSync(logs, { recursive: true });
  log.write('said\n');
  expect(() => log.close()).not.toThrow();
});
