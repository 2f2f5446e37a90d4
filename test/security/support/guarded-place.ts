import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory with files that nothing may touch, and a place inside of it to work in. */
export interface GuardedPlace extends Disposable {
  /** Where a hostile path must not lead; absolute. */
  readonly outside: string;
  /** A fresh empty directory, two levels below `outside`. */
  inside(): string;
  /** What lies in `outside` but for what is inside: equal before and after. */
  guarded(): readonly string[];
}

export function openGuardedPlace(): GuardedPlace {
  const outside = mkdtempSync(join(tmpdir(), 'strake-guarded-'));
  for (const name of ['canary', 'etc/passwd', 'x', 'a']) {
    mkdirSync(join(outside, name, '..'), { recursive: true });
    writeFileSync(join(outside, name), `untouched ${name}`);
  }
  mkdirSync(join(outside, 'work'));
  let count = 0;
  return {
    outside,
    inside: () => {
      const directory = join(outside, 'work', String(++count));
      mkdirSync(directory);
      return directory;
    },
    guarded: () => listing(outside).filter((line) => !line.startsWith('work/')),
    [Symbol.dispose]: () => rmSync(outside, { recursive: true, force: true }),
  };
}

/** Every entry below a directory: path, mode, and links and content, or target. Follows nothing. */
export function listing(directory: string, below = ''): readonly string[] {
  return readdirSync(join(directory, below), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      const line = `${path} ${describe(join(directory, path))}`;
      return entry.isDirectory() ? [line, ...listing(directory, path)] : [line];
    });
}

function describe(path: string): string {
  const status = lstatSync(path);
  const mode = status.mode.toString(8);
  if (status.isFile()) return `${mode} ${status.nlink} ${readFileSync(path, 'latin1').slice(0, 100)}`;
  return status.isSymbolicLink() ? `${mode} -> ${readlinkSync(path)}` : mode;
}
