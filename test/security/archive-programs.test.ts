import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { openWorkshop, type Workshop } from '../e2e/support/strake.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

/** Archives that a program of this machine unpacks. */
describe.each(['xz', 'bzip2'])('%s', (program) => {
  test('is not taken from the image, the context or the working directory (CVE-2026-41567, CVE-2019-14271)', async () => {
    const context = shop.context({ Dockerfile: 'FROM base\nENV PATH=/usr/bin:.\nADD archive /in/\n' });
    const pwned = join(shop.directory, `pwned-${program}`);
    const script = `#!/bin/sh\ntouch ${pwned}\n`;
    writeFileSync(join(context, program), script);
    chmodSync(join(context, program), 0o755);
    const tar = concat(rawEntry({ name: 'f' }, 'in'), END);
    writeFileSync(join(context, 'archive'), spawnSync(program, ['-c'], { input: tar }).stdout);
    const layout = join(context, '../', `base-${program}`);
    mkdirSync(layout);
    const executable = (name: string): Uint8Array => rawEntry({ name, mode: '0000755\0' }, script);
    writeHostileImage(layout, [concat(executable(`usr/bin/${program}`), executable(`bin/${program}`), END)]);
    const out = join(context, '../', `out-${program}`);
    const args = ['build', '--build-context', `base=oci-layout://${layout}`, '-o', `type=local,dest=${out}`, context];
    const env = {
      PATH: `.:bin:${process.env['PATH'] ?? ''}`,
      LD_PRELOAD: '',
      XZ_OPT: '--keep',
      XZ_DEFAULTS: '-9',
      BZIP2: '-k',
    };
    expect(await shop.strake(args, { cwd: context, env })).toMatchObject({ code: 0 });
    expect(existsSync(join(out, 'in/f'))).toBe(true);
    expect(existsSync(pwned)).toBe(false);
  });
});
