import { parse, type ParsedScript } from 'unbash';
import { type ShellUse, shellUses } from './shell-uses.ts';

/** A script's tree and the variables it takes, with offsets into its own text. */
export interface ParsedShell {
  readonly tree: ParsedScript;
  readonly uses: readonly ShellUse[];
}

// Characters of all scripts that are remembered: an edit changes one script of a file, the others are found again.
const MOST = 1_000_000;

const known = new Map<string, ParsedShell>();
let size = 0;

/** Parses a script, or gives what was made of the same text before. */
export function parsedShell(text: string): ParsedShell {
  const found = known.get(text);
  if (found !== undefined) {
    known.delete(text);
    known.set(text, found);
    return found;
  }
  const tree = parse(text);
  const parsed = { tree, uses: text.includes('$') ? shellUses(tree) : [] };
  known.set(text, parsed);
  size += text.length;
  for (const oldest of known.keys()) {
    if (size <= MOST) break;
    known.delete(oldest);
    size -= oldest.length;
  }
  return parsed;
}
