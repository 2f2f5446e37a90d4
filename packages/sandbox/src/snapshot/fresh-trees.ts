import { closeSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../syscalls/lock-file.ts';

/**
 * Marks trees whose files may not have reached the disk: nobody waits for it when a layer is unpacked. When the machine
 * has been started anew since, a marked tree may have lost its data and is thrown away; it is unpacked again from its
 * verified layer. A mark goes once the kernel has written back everything of that age on its own.
 */
export interface FreshTrees {
  /** Call before the tree `name` gets its name. */
  mark(name: string): void;
}

/** Age in ms from which dirty pages are written back: several times the kernel's default of 30 s. */
const WRITTEN_BACK = 180_000;

/** Held while it is judged what there is: a tree that another session makes meanwhile would be taken for an old one. */
const DOOR = 'door';

/** Opens the marks of the trees in `directory`, and removes trees that a power cut may have spoilt. */
export function openFreshTrees(directory: string, boot: string = bootId(), now: number = Date.now()): FreshTrees {
  const marks = join(directory, 'fresh');
  mkdirSync(marks, { recursive: true });
  const door = lockFile(join(directory, DOOR));
  try {
    judge(directory, marks, boot, now);
  } finally {
    closeSync(door);
  }
  return { mark: (name) => writeFileSync(join(marks, name), '') };
}

function judge(directory: string, marks: string, boot: string, now: number): void {
  const sameBoot = readBoot(directory) === boot;
  for (const name of readdirSync(marks)) {
    const mark = join(marks, name);
    if (!sameBoot) rmSync(join(directory, name), { recursive: true, force: true });
    if (!sameBoot || now - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? now) > WRITTEN_BACK) {
      rmSync(mark, { force: true });
    }
  }
  if (!sameBoot) writeFileSync(join(directory, 'boot'), boot);
}

function readBoot(directory: string): string {
  const file = join(directory, 'boot');
  return existsSync(file) ? readFileSync(file, 'latin1') : '';
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}
