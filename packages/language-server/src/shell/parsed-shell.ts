import { parse, type ParsedScript } from 'unbash';
import { type ShellUse, shellUses } from './shell-uses.ts';

/** A script's tree and the variables it takes, with offsets into its own text. */
export interface ParsedShell {
  readonly tree: ParsedScript;
  readonly uses: readonly ShellUse[];
}

// Characters of all scripts that are remembered: an edit changes one script of a file, the others are found again.
const MOST = 1_000_000;

const known = new Map<string, Kept>();
let size = 0;

interface Kept extends ParsedShell {
  readonly text: string;
}

/** Parses a script, or gives what was made of the same text before. */
export function parsedShell(given: string): ParsedShell {
  const found = known.get(given);
  const kept = found ?? parseAnew(given);
  known.delete(kept.text);
  known.set(kept.text, kept);
  if (found !== undefined) return found;
  size += kept.text.length;
  for (const oldest of known.keys()) {
    if (size <= MOST) break;
    known.delete(oldest);
    size -= oldest.length;
  }
  return kept;
}

function parseAnew(given: string): Kept {
  // A copy: of a part, and of the parts of it that a tree holds, V8 keeps the whole file.
  const text = ` ${given}`.slice(1);
  const tree = parse(text);
  return { text, tree, uses: text.includes('$') ? shellUses(tree) : [] };
}
