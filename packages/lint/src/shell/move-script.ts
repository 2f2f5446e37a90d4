import type { ShellCommand, ShellScript, ShellWord } from './script.ts';

/** A script whose text stands elsewhere now. */
export function moveScript(script: ShellScript, by: number): ShellScript {
  return {
    ...script,
    commands: script.commands.map((command) => moveCommand(command, by)),
    pipes: script.pipes.map(({ start, end }) => ({ start: start + by, end: end + by })),
  };
}

function moveCommand(command: ShellCommand, by: number): ShellCommand {
  const { name, start, end, nameWord, args, assignments, outputs, subshell } = command;
  return {
    name,
    start: start + by,
    end: end + by,
    nameWord: moveWord(nameWord, by),
    args: args.map((arg) => moveWord(arg, by)),
    assignments,
    outputs,
    subshell,
  };
}

function moveWord({ value, start, end, quoted }: ShellWord, by: number): ShellWord {
  return { value, start: start + by, end: end + by, quoted };
}
