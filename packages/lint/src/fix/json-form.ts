import type { ShellForm } from '@strake/parser';
import type { Fix } from '../finding.ts';

// What only a shell does: then the command stays as it is.
const NEEDS_SHELL =
  /[$`"'\\|&;<>()*?[\]{}~#!\n]|^\s*(?:\.|source|exec|cd|export|set|if|for|while|case|eval|trap|ulimit|umask)\s|^\s*\w+=/;

/** Turns a shell form into a JSON array when no shell is needed to read it. */
export function jsonFix(command: ShellForm, name: string): Fix | undefined {
  const text = command.text.trim();
  if (NEEDS_SHELL.test(text)) return undefined;
  const words = text.split(/\s+/).map((word) => JSON.stringify(word));
  const edits = [{ start: command.start, end: command.end, newText: `[${words.join(', ')}]` }];
  return { title: `Write ${name} as a JSON array`, edits };
}
