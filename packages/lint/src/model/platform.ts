const OPERATING_SYSTEMS =
  /^(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|windows|zos|macos)$/;
const ARCHITECTURES =
  /^(?:386|amd64|amd64p32|arm|armbe|arm64|arm64be|ppc64|ppc64le|loong64|mips|mipsle|mips64|mips64le|mips64p32|mips64p32le|ppc|riscv|riscv64|s390|s390x|sparc|sparc64|wasm)$/;

export interface PlatformName {
  readonly os: string;
  readonly architecture: string;
}

/** Reads `os[(version)]/architecture[/variant]`, or one of both, as containerd does. */
export function readPlatform(text: string): PlatformName | undefined {
  const parts = text.split('/');
  if (parts.length > 3 || !parts.every((part) => /^[A-Za-z0-9_.-]+(?:\([^()]*\))?$/.test(part))) return undefined;
  const [first = '', second] = parts.map((part) => part.toLowerCase().replace(/\(.*\)$/, ''));
  if (second !== undefined) return { os: first === 'macos' ? 'darwin' : first, architecture: architectureOf(second) };
  if (first === 'local') return { os: 'linux', architecture: 'amd64' };
  if (OPERATING_SYSTEMS.test(first)) return { os: first === 'macos' ? 'darwin' : first, architecture: 'amd64' };
  const architecture = architectureOf(first);
  return ARCHITECTURES.test(architecture) ? { os: 'linux', architecture } : undefined;
}

export function isPlatform(text: string): boolean {
  return readPlatform(text) !== undefined;
}

function architectureOf(text: string): string {
  if (text === 'i386') return '386';
  if (text === 'x86_64' || text === 'x86-64') return 'amd64';
  if (text === 'aarch64') return 'arm64';
  return /^arm(?:hf|el)$/.test(text) ? 'arm' : text;
}
