import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createWorkerPool } from '../../src/jail/worker-pool.ts';

test('a worker that is still starting makes no directory of a removed store', async () => {
  const store = mkdtempSync(join(tmpdir(), 'strake-workers-'));
  const pool = createWorkerPool({ storeDir: store, making: store });
  pool.warm();
  await pool.close();
  rmSync(store, { recursive: true });
  await sleep(1_500);
  expect(existsSync(store)).toBe(false);
});
