import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Remembers which drivers passed their probe, so that a build does not pay for one again. What passed counts until the
 * machine boots anew or the driver's program, Node or the ids change; what failed is probed again every time.
 */
export interface ProbeMemory {
  passed(): boolean;
  remember(): void;
}

export interface ProbeSubject {
  readonly driver: string;
  /** Path of its program; empty for none. */
  readonly program: string;
  /** See `Identity.key`. */
  readonly idsKey: string;
}

/** `directory` is for the store's own use; where there is none, nothing is remembered. */
export function openProbeMemory(directory: string, subject: ProbeSubject): ProbeMemory {
  const file = join(directory, `${subject.driver}-${digestOf(subject).slice(0, 32)}`);
  return {
    passed: () => statSync(file, { throwIfNoEntry: false }) !== undefined,
    remember() {
      try {
        writeFileSync(file, '');
      } catch {
        // Where nothing can be kept, the next build probes again.
      }
    },
  };
}

function digestOf({ driver, program, idsKey }: ProbeSubject): string {
  const stat = program === '' ? undefined : statSync(program, { bigint: true, throwIfNoEntry: false });
  const facts = [
    FORMAT,
    readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'),
    process.version,
    process.arch,
    driver,
  ];
  const binary = stat ? [stat.ino, stat.size, stat.mtimeNs] : [];
  return createHash('sha256')
    .update([...facts, program, ...binary, idsKey].join('\n'))
    .digest('hex');
}

/** Changes with what the probe looks at. */
const FORMAT = 'probe 2';
