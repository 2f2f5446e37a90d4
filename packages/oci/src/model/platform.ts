import { type Parsed, parsed, refused } from './parsed.ts';

/** Operating system and CPU an image is for (OCI image spec, image-index.md), in Go's names. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** E.g. `v7` of arm. Absent for arm64 v8 and amd64 v1, as containerd normalises. */
  readonly variant?: string;
  readonly osVersion?: string;
}

const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);
const ARCHITECTURES = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
    'ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);
const COMPONENT = /^[A-Za-z0-9_-]+$/;
const SYSTEM = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?$/;

/**
 * Reads `os`, `arch`, `os/arch` or `os/arch/variant` as containerd does (`os` may carry a version: `windows(10.0)`),
 * normalised. What the text leaves out comes from `host`.
 */
export function parsePlatform(text: string, host: Platform): Parsed<Platform> {
  const parts = text.split('/');
  const [first = '', second, third] = parts;
  const system = SYSTEM.exec(first);
  const bad = system ? parts.slice(1).find((part) => !COMPONENT.test(part)) : first;
  if (bad !== undefined || !system) return refused(`${quote(text)}: ${quote(bad ?? first)} is no part of a platform`);
  if (parts.length > 3) return refused(`${quote(text)}: a platform has the form os[/arch[/variant]]`);
  const os = normalizeSystem(system[1] ?? '');
  const version = system[2] ? { osVersion: system[2] } : {};
  if (second !== undefined) return parsed({ os, ...normalizeCpu(second, third ?? ''), ...version });
  if (SYSTEMS.has(os)) return parsed(normalizePlatform({ ...host, os, ...version }));
  const cpu = normalizeCpu(first, '');
  if (ARCHITECTURES.has(cpu.architecture)) return parsed({ os: host.os, ...cpu });
  return refused(`${quote(text)}: unknown operating system or architecture`);
}

/** The platform in containerd's canonical names: `x86_64` is `amd64`, `arm64/v8` is `arm64`, `arm` is `arm/v7`. */
export function normalizePlatform(platform: Platform): Platform {
  const cpu = normalizeCpu(platform.architecture, platform.variant ?? '');
  const version = platform.osVersion ? { osVersion: platform.osVersion } : {};
  return { os: normalizeSystem(platform.os), ...cpu, ...version };
}

/** `os/arch[/variant]`. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** Whether both are the same platform once normalised. Versions of the operating system do not count. */
export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(normalizePlatform(a)) === formatPlatform(normalizePlatform(b));
}

/**
 * How well an image for `found` runs on `wanted`: 0 is exact, higher is worse, `undefined` is not at all. As containerd
 * has it, arm runs lower variants, arm64 also arm, amd64 also 386.
 */
export function platformRank(wanted: Platform, found: Platform): number | undefined {
  const target = formatPlatform(normalizePlatform(found));
  const rank = runnable(normalizePlatform(wanted)).findIndex((p) => formatPlatform(p) === target);
  return rank === -1 ? undefined : rank;
}

/** What a platform can run, best first. */
function runnable(platform: Platform): readonly Platform[] {
  const { os, architecture, variant } = platform;
  const arm = (from: number): Platform[] =>
    [8, 7, 6, 5].filter((v) => v <= from).map((v) => ({ os, architecture: 'arm', variant: `v${v}` }));
  const level = Number(/^v(\d+)$/.exec(variant ?? '')?.[1] ?? 0);
  if (architecture === 'arm') return variant && level ? arm(level) : [platform];
  if (architecture === 'arm64') return [platform, ...(level > 8 ? [{ os, architecture }] : []), ...arm(8)];
  if (architecture !== 'amd64') return [platform];
  const lower = [3, 2].filter((v) => v < level).map((v) => ({ os, architecture, variant: `v${v}` }));
  return [platform, ...lower, ...(level > 1 ? [{ os, architecture }] : []), { os, architecture: '386' }];
}

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

type Cpu = Pick<Platform, 'architecture' | 'variant'>;

function normalizeCpu(architecture: string, variant: string): Cpu {
  const arch = architecture.toLowerCase();
  const level = variant.toLowerCase();
  switch (arch) {
    case 'i386':
      return cpu('386', '');
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return cpu('amd64', level === 'v1' ? '' : level);
    case 'aarch64':
    case 'arm64':
      return cpu('arm64', arm64Variant(level));
    case 'armhf':
      return cpu('arm', 'v7');
    case 'armel':
      return cpu('arm', 'v6');
    case 'arm':
      return cpu('arm', level === '' ? 'v7' : /^[5-8]$/.test(level) ? `v${level}` : level);
    default:
      return cpu(arch, level);
  }
}

function arm64Variant(level: string): string {
  if (['8', 'v8', 'v8.0'].includes(level)) return '';
  return ['9', '9.0', 'v9.0'].includes(level) ? 'v9' : level;
}

function cpu(architecture: string, variant: string): Cpu {
  return variant ? { architecture, variant } : { architecture };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
