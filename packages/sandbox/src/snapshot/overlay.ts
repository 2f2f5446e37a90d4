import { symlinkSync } from 'node:fs';
import { SandboxError } from '../error.ts';
import { hasCode } from '../syscalls/libc.ts';
import { mount, MountFlag } from '../syscalls/mount.ts';

export interface OverlayRequest {
  readonly target: string;
  /** Absolute, top first; each once, for the kernel takes no directory twice (ELOOP). */
  readonly lowers: readonly string[];
  /** Absent: read-only. */
  readonly writable?: { readonly upper: string; readonly work: string };
}

/** Mounts overlays from the session's directory, which is the working directory. */
export interface OverlayMounter {
  mount(request: OverlayRequest): void;
}

/**
 * What makes the upper directory say exactly what changed (kernel: filesystems/overlayfs.rst): a renamed directory is
 * copied, not referred to; no file without data; no marks of hard links. `volatile` leaves out syncing: a snapshot
 * never outlives a power cut.
 */
const ALWAYS = 'userxattr,redirect_dir=nofollow,metacopy=off,index=off,xino=off';
/** Options that newer kernels have, best first. */
const EXTRAS = [',uuid=null', ''];

/**
 * All options of a mount must fit into a page of 4 KiB, so lower directories go by short names: links in the session's
 * directory `links`. `empty` are two directories without anything.
 */
export function createOverlayMounter(links: string, empty: readonly [string, string]): OverlayMounter {
  const names = new Map<string, string>();
  let extras = 0;
  const shortName = (path: string): string => {
    const known = names.get(path) ?? `${links}/${names.size.toString(36)}`;
    if (!names.has(path)) symlinkSync(path, known);
    names.set(path, known);
    return known;
  };
  const attempt = (target: string, flags: number, data: string): void => {
    for (;;) {
      try {
        return mount({ source: 'overlay', target, type: 'overlay', flags, data: data + (EXTRAS[extras] ?? '') });
      } catch (error) {
        if (!hasCode(error, 'EINVAL') || extras === EXTRAS.length - 1) throw error;
        extras += 1;
      }
    }
  };
  return {
    mount({ target, lowers, writable }) {
      // A read-only overlay of fewer than two directories is none for older kernels.
      const least = writable ? 1 : 2;
      const lowerdir = [...lowers, ...empty.slice(0, Math.max(0, least - lowers.length))].map(shortName);
      const upper = writable ? `,upperdir=${writable.upper},workdir=${writable.work}` : '';
      try {
        attempt(
          target,
          writable ? 0 : MountFlag.readonly,
          `${ALWAYS}${writable ? ',volatile' : ''},lowerdir=${lowerdir.join(':')}${upper}`,
        );
      } catch (cause) {
        throw overlayError(cause);
      }
    },
  };
}

function overlayError(cause: unknown): SandboxError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SandboxError('STORE_UNUSABLE', `cannot mount an overlay: ${reason}`, {
    cause,
    hint: 'the store must be on a file system that overlayfs can write to (ext4, xfs, btrfs, tmpfs): in a container, on a volume; Linux 5.11 or newer',
  });
}
