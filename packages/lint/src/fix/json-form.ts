import type { Instruction, ShellForm } from '@strake/parser';
import type { Fix } from '../finding.ts';
import type { LintFile } from '../model/lint-file.ts';
import type { Stage } from '../model/stages.ts';
import { lineage } from '../shell/variables.ts';

// What only a shell does: then the command stays as it is.
const NEEDS_SHELL =
  /[$`"'\\|&;<>()*?[\]{}~#!\n]|^\s*(?:\.|source|exec|cd|export|set|if|for|while|case|eval|trap|ulimit|umask)\s|^\s*\w+=/;

/**
 * Turns a shell form into a JSON array when no shell is needed to read it, and no CMD beside an ENTRYPOINT gets another
 * meaning by it.
 */
export function jsonFix(file: LintFile, stage: Stage, node: Instruction, command: ShellForm): Fix | undefined {
  const text = command.text.trim();
  if (text === '' || NEEDS_SHELL.test(text)) return undefined;
  const other = node.kind === 'cmd' ? 'entrypoint' : node.kind === 'entrypoint' ? 'cmd' : undefined;
  const stages = lineage(stage);
  if (other !== undefined && file.of(other).some((placed) => stages.includes(placed.stage))) return undefined;
  const words = text.split(/\s+/).map((word) => JSON.stringify(word));
  const edits = [{ start: command.start, end: command.end, newText: `[${words.join(', ')}]` }];
  return { title: `Write ${node.kind.toUpperCase()} as a JSON array`, edits };
}
