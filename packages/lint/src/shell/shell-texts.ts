import { type ParseResult, type RunNode, sourceOffsets, valueOffsets } from '@strake/parser';
import { divide } from '../model/stages.ts';

/** The shell text of one RUN, for tools that read shell themselves. */
export interface ShellText {
  readonly node: RunNode;
  /** Continuations and comments are removed. */
  readonly text: string;
  /** Source offset of a character of `text`. */
  at(offset: number): number;
  /** The shell of SHELL, `sh` at first. */
  readonly shell: string;
  /** Names that ENV and ARG set before it. */
  readonly variables: readonly string[];
}

/** Every RUN whose command is shell text. On Windows, which the other escape character stands for, it is none at first. */
export function shellTexts(result: ParseResult): readonly ShellText[] {
  const found: ShellText[] = [];
  const pragma = result.ast.comments.map(({ text }) => /^hadolint\s+shell\s*=\s*(\S+)/.exec(text)?.[1]).find(Boolean);
  for (const { instructions } of divide(result.ast).stages) {
    let shell = pragma ?? (result.ast.escape === '`' ? 'cmd' : 'sh');
    const variables = new Set<string>();
    for (const node of instructions) {
      if (node.kind === 'shell')
        shell = (node.command.args[0]?.value ?? 'sh').replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
      if (node.kind === 'env') for (const { key } of node.entries) variables.add(key.text);
      if (node.kind === 'arg') for (const { key } of node.declarations) variables.add(key.text);
      if (node.kind === 'run') {
        const text = textOf(result, node);
        if (text !== undefined) found.push({ ...text, node, shell, variables: [...variables] });
      }
    }
  }
  return found;
}

function textOf(result: ParseResult, run: RunNode): Pick<ShellText, 'text' | 'at'> | undefined {
  const source = { text: result.text, escape: result.ast.escape };
  const { command } = run;
  const [heredoc] = run.heredocs;
  if (command.kind === 'exec-form') {
    const [name, option, script] = command.args;
    if (
      script === undefined ||
      !/(?:^|\/)(?:ba|da|a)?sh$/.test(name?.value ?? '') ||
      !/^-\w*c$/.test(option?.value ?? '')
    )
      return undefined;
    return { text: script.value, at: valueOffsets(source, script) };
  }
  if (heredoc === undefined) return { text: command.text, at: sourceOffsets(source, command.start, command.end) };
  if (!/^\d*<<-?\s*['"]?[\w.-]+['"]?\s*$/.test(command.text) || heredoc.content.startsWith('#!')) return undefined;
  return { text: heredoc.content, at: (offset) => heredoc.bodyStart + offset };
}
