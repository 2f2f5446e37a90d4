import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { decodeName } from '@strake/oci';
import { CAPABILITIES } from '../runtime/capabilities.ts';

/** Who made a system call that is held, and with what rights. */
export interface Caller {
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  /** Whether it may make devices, in any directory. */
  readonly makesDevices: boolean;
  /** Whether it may remove anybody's files, from any directory. */
  readonly removesAll: boolean;
  /** Whether it may change modes and owners of anybody's files, in any directory. */
  readonly changesAll: boolean;
}

/** Reads proc(5)'s status of a process. */
export function readCaller(pid: number): Caller {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const line = (name: string): readonly string[] =>
    new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
  const effective = BigInt(`0x${line('CapEff')[0] ?? '0'}`);
  const has = (capability: number): boolean => ((effective >> BigInt(capability)) & 1n) === 1n;
  const removesAll = has(CAPABILITIES.CAP_DAC_OVERRIDE) && has(CAPABILITIES.CAP_FOWNER);
  return {
    uid: Number(line('Uid')[3]),
    gid: Number(line('Gid')[3]),
    umask: Number.parseInt(line('Umask')[0] ?? '22', 8),
    makesDevices: has(CAPABILITIES.CAP_MKNOD) && has(CAPABILITIES.CAP_DAC_OVERRIDE),
    removesAll,
    changesAll: removesAll && has(CAPABILITIES.CAP_CHOWN),
  };
}

/** Stands for the working directory in the place of a descriptor. */
export const AT_FDCWD = -100;
const LONGEST_PATH = 4096;
/** Links of /proc to what the caller has open lead nowhere for anybody else. */
const OWN_LINK = /^\/proc\/(?:self|thread-self)\/(cwd|root|fd\/\d+)\/(.+)$/s;

/** The path at `pointer` of a process, as its root directory sees it; absent when that cannot be told. */
export function pathOfCaller(pid: number, directory: number, pointer: bigint): string | undefined {
  const path = readText(pid, pointer);
  if (path === undefined) return undefined;
  const [, link, below] = OWN_LINK.exec(path) ?? [];
  if (link !== undefined) return pathInRoot(pid, link, below ?? '');
  if (path.startsWith('/')) return path;
  return pathInRoot(pid, directory === AT_FDCWD ? 'cwd' : `fd/${directory}`, path);
}

function pathInRoot(pid: number, link: string, path: string): string | undefined {
  const root = readLink(pid, 'root');
  const base = readLink(pid, link);
  if (root === '/') return `${base}/${path}`;
  return base === root || base.startsWith(`${root}/`) ? `${base.slice(root.length)}/${path}` : undefined;
}

function readLink(pid: number, name: string): string {
  return decodeName(readlinkSync(`/proc/${pid}/${name}`, { encoding: 'buffer' }));
}

function readText(pid: number, pointer: bigint): string | undefined {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const bytes = Buffer.alloc(LONGEST_PATH);
    const size = readSync(memory, bytes, 0, bytes.length, pointer);
    const end = bytes.subarray(0, size).indexOf(0);
    return end < 0 ? undefined : decodeName(bytes.subarray(0, end));
  } finally {
    closeSync(memory);
  }
}
