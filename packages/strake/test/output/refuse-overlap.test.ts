import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Output } from '../../src/output/output.ts';
import { refuseOverlap } from '../../src/output/refuse-overlap.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-overlap-'));
  mkdirSync(join(directory, 'real'));
  symlinkSync('real', join(directory, 'link'));
  writeFileSync(join(directory, 'file'), '');
  symlinkSync('file', join(directory, 'file-link'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** `TYPE PATH`; `layout` for an OCI layout in a directory. */
function outputOf(text: string): Output {
  const [type = '', path = ''] = text.split(' ');
  const dest = path.startsWith('/') ? path : join(directory, path);
  if (type === 'layout') return { type: 'oci', tar: false, dest };
  if (type === 'stream') return { type: 'tar', dest: () => Promise.resolve() };
  return type === 'image' ? { type } : { type: type as 'oci' | 'docker' | 'tar' | 'local', dest };
}

test.each([
  [['oci a.tar', 'tar b.tar'], undefined],
  [['oci a.tar', 'tar a.tar'], /^two outputs are to be written to .*\/a\.tar$/],
  [['oci a.tar', 'image', 'oci x/../a.tar'], /^two outputs/],
  [['oci file', 'tar file-link'], /^two outputs/],
  [['oci link/a.tar', 'tar real/a.tar'], /^two outputs/],
  [['oci link/new/a.tar', 'tar real/new/a.tar'], /^two outputs/],
  [['local out', 'tar out/a.tar'], /^one of the outputs .*\/out and .*\/out\/a\.tar would be/],
  [['tar real/a.tar', 'local link'], /^one of the outputs/],
  [['layout out', 'local out/sub/dir'], /^one of the outputs/],
  [['layout out', 'local out'], /^two outputs/],
  [['layout out', 'layout out'], undefined],
  [['local out', 'local out'], undefined],
  [['local out', 'local outer'], undefined],
  [['local out', 'tar ..out'], undefined],
  [['tar /dev/null', 'oci /dev/null'], undefined],
  [['stream', 'stream', 'image', 'image'], undefined],
] as const)('%j', async (outputs, message) => {
  const refused = refuseOverlap(outputs.map(outputOf));
  if (message === undefined) await expect(refused).resolves.toBeUndefined();
  else {
    const expected = { code: 'OPTION_INVALID', message: expect.stringMatching(message) };
    await expect(refused).rejects.toMatchObject(expected);
  }
});
