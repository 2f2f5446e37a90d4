import { SandboxError } from '../error.ts';
import { hasCode } from '../syscalls/libc.ts';

const SAID = { ENOSPC: 'no space left on device', EDQUOT: 'disk quota exceeded' } as const;

/** The error of what was being done, `doing`, where `cause` is that the store has no room for it. */
export function fullDisk(doing: string, cause: unknown): SandboxError | undefined {
  for (const code of ['ENOSPC', 'EDQUOT'] as const) {
    if (!hasCode(cause, code)) continue;
    const hint = 'the disk is full: make room, or choose another place for the store';
    return new SandboxError('STORE_UNUSABLE', `cannot ${doing}: ${SAID[code]} (${code})`, { cause, hint });
  }
  return undefined;
}
