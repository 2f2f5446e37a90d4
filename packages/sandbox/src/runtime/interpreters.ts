import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REGISTRY = '/proc/sys/fs/binfmt_misc';

/**
 * Names of the interpreters for programs of other CPUs that every root file system can use: registered with binfmt_misc,
 * enabled, and opened when they were registered (flag F).
 */
export function registeredInterpreters(registry: string = REGISTRY): readonly string[] {
  try {
    return readdirSync(registry)
      .filter((name) => name.startsWith('qemu-') && isUsable(join(registry, name)))
      .sort();
  } catch {
    return [];
  }
}

/** Whether the kernel has been told of formats other than ELF. */
export function otherFormats(registry: string = REGISTRY): boolean {
  try {
    const names = readdirSync(registry).filter((name) => name !== 'register' && name !== 'status');
    return names.some((name) => /^enabled$(?![^]*^magic 7f454c46)/m.test(readFileSync(join(registry, name), 'latin1')));
  } catch {
    return false;
  }
}

function isUsable(file: string): boolean {
  const text = readFileSync(file, 'latin1');
  return /^enabled$/m.test(text) && /^flags:.*F/m.test(text);
}

/** What QEMU calls a CPU, by OCI's name of the architecture. */
const CPUS: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  '386': 'i386',
  arm64: 'aarch64',
  arm: 'arm',
  riscv64: 'riscv64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  loong64: 'loongarch64',
  mips64le: 'mips64el',
};

/** Names of all interpreters that there may be for programs which this machine does not run itself. */
export function foreignInterpreters(): readonly string[] {
  const own = NATIVE[process.arch] ?? [];
  return Object.entries(CPUS).flatMap(([architecture, cpu]) => (own.includes(architecture) ? [] : [`qemu-${cpu}`]));
}

/** What each architecture runs besides its own programs. */
const NATIVE: Readonly<Record<string, readonly string[]>> = { x64: ['amd64', '386'], arm64: ['arm64', 'arm'] };

/** The package's interpreter that is missing to run programs of `architecture` here; nothing when none is. */
export function missingInterpreter(
  architecture: string,
  registered: readonly string[] = registeredInterpreters(),
): string | undefined {
  if (NATIVE[process.arch]?.includes(architecture)) return undefined;
  const name = `qemu-${CPUS[architecture] ?? architecture}`;
  return registered.includes(name) ? undefined : name;
}
