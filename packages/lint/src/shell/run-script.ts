import { type Heredoc, type ParseResult, type RunNode, sourceOffsets, valueOffsets } from '@strake/parser';
import { EMPTY_SCRIPT, parseScript, type ShellScript } from './script.ts';

/** The commands that a RUN runs, with their places in the file. */
export function runScript(result: ParseResult, run: RunNode): ShellScript {
  const source = { text: result.text, escape: result.ast.escape };
  const { command } = run;
  if (command.kind === 'exec-form') return execScript(result, run);
  const at = sourceOffsets(source, command.start, command.end);
  const [heredoc] = run.heredocs;
  if (heredoc === undefined) return parseScript(command.text, at);
  return heredocScript(command.text, at, heredoc, run.heredocs);
}

/** `["sh", "-c", "script"]` is its script; any other array is one command. */
function execScript(result: ParseResult, run: RunNode): ShellScript {
  if (run.command.kind !== 'exec-form') return EMPTY_SCRIPT;
  const { args } = run.command;
  const [name, option, script] = args;
  if (name === undefined) return EMPTY_SCRIPT;
  if (script !== undefined && /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(name.value) && /^-[a-z]*c$/.test(option?.value ?? ''))
    return parseScript(script.value, valueOffsets({ text: result.text, escape: result.ast.escape }, script));
  const words = args.map(({ value, start, end }) => ({ value, start, end, quoted: true }));
  const [nameWord] = words;
  if (nameWord === undefined) return EMPTY_SCRIPT;
  const { start, end } = run.command;
  const command = { start, end, name: name.value, nameWord, args: words.slice(1) };
  return {
    commands: [{ ...command, assignments: [], outputs: [], subshell: 0 }],
    pipes: [],
    length: 1,
    isBroken: false,
  };
}

/**
 * A heredoc without a command is the script; one that feeds a shell too. In front of anything else the heredoc is mere
 * input, and only the line itself is shell.
 */
function heredocScript(
  line: string,
  at: (offset: number) => number,
  heredoc: Heredoc,
  all: readonly Heredoc[],
): ShellScript {
  const outer = parseScript(`${line}\n${all.map(({ name }) => `${name}\n`).join('')}`, (offset) =>
    at(Math.min(offset, line.length)),
  );
  const isScript = /^\d*<<-?\s*['"]?[\w.-]+['"]?\s*$/.test(line) || /^(?:\/bin\/)?(?:ba|da|a)?sh\b[^|;&]*<</.test(line);
  if (!isScript || isForeign(heredoc.content)) return outer;
  const inner = parseScript(heredoc.content, (offset) => heredoc.bodyStart + offset);
  return {
    commands: [...outer.commands, ...inner.commands],
    pipes: [...outer.pipes, ...inner.pipes],
    length: outer.length + inner.length,
    isBroken: outer.isBroken || inner.isBroken,
  };
}

/** A body that starts with `#!` names its interpreter. */
function isForeign(body: string): boolean {
  return /^\s*#!/.test(body) && !/^\s*#!.*\b(?:ba|da|a|k|z)?sh\b/.test(body.slice(0, 200));
}
