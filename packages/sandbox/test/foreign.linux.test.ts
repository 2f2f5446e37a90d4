import { expect, test } from 'vitest';
import { findProgram } from '../src/session/programs.ts';
import { writeNodes } from '../src/testing/busybox-root.ts';
import { runAndCommit } from '../src/testing/rig.ts';
import { DRIVERS, isInstalled, openRig } from './support/rig.ts';

const SAID = 'arm64\n';

/** A program of arm64 that writes `SAID` and exits with 7: an ELF header, one segment, seven instructions. */
function arm64Program(): Uint8Array {
  const base = 0x400000;
  const start = 64 + 56;
  const code = [0xd2800020, 0x10000000 | (6 << 5) | 1, 0xd2800000 | (SAID.length << 5) | 2, 0xd2800808, 0xd4000001];
  const words = [...code, 0xd28000e0, 0xd2800ba8, 0xd4000001];
  const text = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => text.writeUInt32LE(word >>> 0, index * 4));
  // adr x1, to what follows the code, seven instructions on.
  text.writeUInt32LE((0x10000001 | (7 << 5)) >>> 0, 4);
  const header = Buffer.alloc(start);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(183, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + start), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  const size = BigInt(start + text.length + SAID.length);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  header.writeBigUInt64LE(BigInt(base), 64 + 16);
  header.writeBigUInt64LE(BigInt(base), 64 + 24);
  header.writeBigUInt64LE(size, 64 + 32);
  header.writeBigUInt64LE(size, 64 + 40);
  header.writeBigUInt64LE(4096n, 64 + 48);
  return Buffer.concat([header, text, Buffer.from(SAID)]);
}

test.each(DRIVERS.filter(isInstalled))(
  '%s: programs of another CPU run, or the error says what is missing',
  async (driver) => {
    await using rig = await openRig(driver);
    const above = [await writeNodes(rig.layers, { foreign: { type: 'file', data: arm64Program(), mode: 0o755 } })];
    const run = runAndCommit(rig, ['/foreign'], { architecture: 'arm64', above: above });
    if (process.arch === 'arm64' || findProgram('qemu-aarch64-static') !== undefined) {
      expect(await run).toMatchObject({ code: 7, stdout: SAID, layer: [] });
    } else {
      await expect(run).rejects.toMatchObject({ code: 'INTERPRETER_MISSING', hint: expect.stringContaining('qemu') });
    }
    // What its own programs are counts, not what an image says of itself.
    expect(await runAndCommit(rig, 'echo native', { architecture: 'pdp11' })).toMatchObject({ stdout: 'native\n' });
    const foreign = runAndCommit(rig, ['/foreign'], { architecture: 'pdp11', above });
    if (process.arch !== 'arm64') await expect(foreign).rejects.toMatchObject({ code: 'INTERPRETER_MISSING' });
  },
);
