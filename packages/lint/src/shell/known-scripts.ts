import { heredocsOf, type ParseResult, type RunNode } from '@strake/parser';
import { moveScript } from './move-script.ts';
import { runScript } from './run-script.ts';
import type { ShellScript } from './script.ts';

interface Known {
  readonly key: string;
  readonly start: number;
  readonly script: ShellScript;
}

// Characters of all RUNs that are remembered: an edit changes one of a file, the others are found again.
const MOST = 200_000;

const known = new Map<string, Known>();
let size = 0;

/** The commands that a RUN runs: parsed, or what was made of the same text before, moved to where it is now. */
export function knownScript(result: ParseResult, run: RunNode): ShellScript {
  const { start } = run;
  const written = result.ast.escape + result.text.slice(start, endOf(run));
  const last = known.get(written);
  if (last?.start === start) return last.script;
  const script = last === undefined ? runScript(result, run) : moveScript(last.script, start - last.start);
  // A copy: of a part of a file V8 keeps the whole file.
  const key = last?.key ?? ` ${written}`.slice(1);
  if (last === undefined) size += key.length;
  else known.delete(key);
  known.set(key, { key, start, script });
  for (const oldest of known.keys()) {
    if (size <= MOST) break;
    known.delete(oldest);
    size -= oldest.length;
  }
  return script;
}

/** An open heredoc goes on behind the end of its instruction. */
function endOf(run: RunNode): number {
  return heredocsOf(run).reduce((end, { bodyEnd }) => Math.max(end, bodyEnd), run.end);
}
