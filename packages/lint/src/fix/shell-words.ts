import type { ParseResult, RunNode, TextEdit } from '@strake/parser';
import type { Fix } from '../finding.ts';
import type { Placed } from '../model/lint-file.ts';
import type { ShellCommand, ShellScript } from '../shell/script.ts';

/** Puts an option after the first word of a value in each command. */
export function insertAfterWord(commands: readonly ShellCommand[], after: string, option: string): Fix | undefined {
  const edits = commands.flatMap(({ args }): TextEdit[] => {
    const word = args.find(({ value }) => value === after);
    return word === undefined ? [] : [{ start: word.end, end: word.end, newText: ` ${option}` }];
  });
  return edits.length === 0 ? undefined : { title: `Add ${option}`, edits };
}

/** Removes `sudo` where it has no options of its own. */
export function removeSudo(text: string, { commands }: ShellScript): Fix | undefined {
  const edits = commands.flatMap(({ name, nameWord, args }): TextEdit[] => {
    const [first] = args;
    if (name !== 'sudo' || first === undefined || /^-|=/.test(first.value)) return [];
    return /^[ \t]*$/.test(text.slice(nameWord.end, first.start))
      ? [{ start: nameWord.start, end: first.start, newText: '' }]
      : [];
  });
  return edits.length === 0 ? undefined : { title: 'Remove sudo', edits };
}

const APT_GET =
  /^(?:update|upgrade|install|remove|purge|autoremove|full-upgrade|clean|autoclean|source|build-dep|download)$/;

/** Writes apt-get, or apt-cache, for apt. */
export function replaceApt({ commands }: ShellScript): Fix | undefined {
  const edits = commands.flatMap(({ name, nameWord, args }): TextEdit[] => {
    if (name !== 'apt' || nameWord.quoted) return [];
    const verb = args.find(({ value }) => !value.startsWith('-'))?.value ?? '';
    const program = APT_GET.test(verb) ? 'apt-get' : /^(?:search|show|policy)$/.test(verb) ? 'apt-cache' : undefined;
    if (program === undefined || verb === 'full-upgrade') return [];
    return [{ start: nameWord.start, end: nameWord.end, newText: program }];
  });
  return edits.length === 0 ? undefined : { title: 'Use apt-get', edits };
}

/** Adds a command to the end of a RUN that is a plain chain of `&&`. */
export function appendCommand(
  { text }: ParseResult,
  { node }: Placed<RunNode>,
  script: ShellScript,
  command: string,
): Fix | undefined {
  if (node.command.kind !== 'shell-form' || node.heredocs.length > 0 || script.isBroken) return undefined;
  const written = node.command.text;
  if (/\|\||;|&\s*$|#|\bif\b|\bfor\b|\bwhile\b|\{/.test(written)) return undefined;
  const lines = text.slice(node.command.start, node.command.end).split('\n');
  const last = lines.at(-1) ?? '';
  if (last.trim() === '' || /\\\s*$/.test(last)) return undefined;
  const indent = /^[ \t]*/.exec(last)?.[0] ?? '';
  const lead = lines.length === 1 ? ' && ' : ` \\\n${indent}${last.trimStart().startsWith('&&') ? '' : ''}&& `;
  const end = node.command.end;
  return { title: `Add ${command}`, edits: [{ start: end, end, newText: lead + command }] };
}
