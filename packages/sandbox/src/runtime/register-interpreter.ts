import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../error.ts';
import { mount } from '../syscalls/mount.ts';

/** An interpreter of programs of another CPU, e.g. `qemu-aarch64`, with the path of its program. */
export interface Interpreter {
  readonly name: string;
  /** Absent: it is not installed. */
  readonly program?: string;
}

/** Machine, class (1: 32 bits, 2: 64) and byte order (1: little) in the header of a CPU's programs (elf(5)). */
const HEADERS: Readonly<Record<string, readonly [machine: number, bits: 1 | 2, order: 1 | 2]>> = {
  x86_64: [62, 2, 1],
  i386: [3, 1, 1],
  aarch64: [183, 2, 1],
  arm: [40, 1, 1],
  riscv64: [243, 2, 1],
  ppc64le: [21, 2, 1],
  s390x: [22, 2, 2],
  loongarch64: [258, 2, 1],
  mips64el: [8, 2, 1],
};

/**
 * Registers interpreters for the jail's user namespace alone: nobody else is affected, and all goes with the jail. Needs
 * Linux 6.7.
 */
export interface InterpreterRegistry {
  /** Throws `INTERPRETER_MISSING`. */
  register(interpreter: Interpreter): void;
}

/** A registry mounted in `directory` when the first interpreter is registered. */
export function openInterpreterRegistry(directory: string): InterpreterRegistry {
  const registered = new Set<string>();
  return {
    register({ name, program }) {
      if (program === undefined || registered.has(name)) return;
      try {
        if (registered.size === 0) {
          mkdirSync(directory, { recursive: true });
          mount({ source: 'binfmt_misc', target: directory, type: 'binfmt_misc' });
        }
        writeFileSync(join(directory, 'register'), Buffer.from(registration(name, program), 'latin1'));
        registered.add(name);
      } catch (cause) {
        throw interpreterMissing(name, `it cannot be registered for this build alone: ${String(cause)}`);
      }
    },
  };
}

/** A line for `register` (kernel: admin-guide/binfmt-misc.rst); flag F opens the interpreter now, outside the image. */
export function registration(name: string, program: string): string {
  const header = HEADERS[name.replace(/^qemu-/, '')];
  if (header === undefined) throw new Error(`programs for ${name} are not known`);
  const [machine, bits, order] = header;
  const u16 = (value: number): readonly number[] => {
    const bytes = [value & 0xff, value >> 8];
    return order === 1 ? bytes : bytes.toReversed();
  };
  const magic = [0x7f, 0x45, 0x4c, 0x46, bits, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...u16(2), ...u16(machine)];
  // Byte 7 is the system's interface; types 2 and 3 are programs, linked to one address or to any.
  const mask = magic.map((_, index): number => (index === 7 ? 0 : 0xff));
  mask[order === 1 ? 16 : 17] = 0xfe;
  return `:${name}:M::${escaped(magic)}:${escaped(mask)}:${program}:FCP`;
}

function escaped(bytes: readonly number[]): string {
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

export function interpreterMissing(name: string, reason: string): SandboxError {
  return new SandboxError('INTERPRETER_MISSING', `programs of this image need ${name}: ${reason}`, {
    hint: 'install the package qemu-user-static (as root: it registers interpreters with binfmt_misc), or build for the platform of this machine',
    data: { interpreter: name },
  });
}
