import { type Instruction, type ParseResult, type RunNode, sourceOffsets, valueOffsets } from '@strake/parser';
import { divide, type Stage } from '../model/stages.ts';

/** The shell text of one RUN, for tools that read shell themselves. */
export interface ShellText {
  readonly node: RunNode;
  /** The RUN, or the ONBUILD that it is part of. */
  readonly top: Instruction;
  /** Continuations and comments are removed. */
  readonly text: string;
  /** Source offset of a character of `text`. */
  at(offset: number): number;
  /** The shell of SHELL, `sh` at first. */
  readonly shell: string;
  /** Names of the variables that are set for it. */
  readonly variables: readonly string[];
}

/**
 * Every RUN whose command is shell text, in ONBUILD too. On Windows, which the other escape character stands for, it is
 * none at first.
 */
export function shellTexts(result: ParseResult): readonly ShellText[] {
  const found: ShellText[] = [];
  const { globals, stages } = divide(result.ast);
  const settings = new Map<Stage, Settings>();
  const pragma = result.ast.comments.map(({ text }) => /^hadolint\s+shell\s*=\s*(\S+)/.exec(text)?.[1]).find(Boolean);
  const first: Settings = { shell: pragma ?? (result.ast.escape === '`' ? 'cmd' : 'sh'), env: [], args: [] };
  for (const stage of stages) {
    let now = (stage.base && settings.get(stage.base)) ?? first;
    // In a fragment, ARGs in front are not told from those of a stage.
    if (stage.from === undefined) now = globals.reduce((before, node) => after(before, node), now);
    for (const top of stage.instructions) {
      const node = top.kind === 'onbuild' ? top.trigger : top;
      now = after(now, top);
      const text = node.kind === 'run' ? textOf(result, node) : undefined;
      if (node.kind !== 'run' || text === undefined) continue;
      // What is to be run in an image that is based on this one sees no ARG of it.
      const variables = top === node ? [...now.env, ...now.args] : now.env;
      found.push({ ...text, node, top, shell: now.shell, variables: [...PROXIES, ...variables] });
    }
    settings.set(stage, now);
  }
  return found;
}

/** What holds for a RUN. */
interface Settings {
  readonly shell: string;
  readonly env: readonly string[];
  readonly args: readonly string[];
}

function after(before: Settings, node: Instruction): Settings {
  switch (node.kind) {
    case 'shell': {
      const [shell] = node.command.args;
      return { ...before, shell: (shell?.value ?? 'sh').replace(/^.*[\\/]/, '').replace(/\.exe$/i, '') };
    }
    case 'env':
      return { ...before, env: [...before.env, ...node.entries.map(({ key }) => key.text)] };
    case 'arg':
      return { ...before, args: [...before.args, ...node.declarations.map(({ key }) => key.text)] };
    default:
      return before;
  }
}

// Every RUN may have them, declared or not.
const PROXIES: readonly string[] = ['http', 'https', 'ftp', 'no', 'all'].flatMap((name) => [
  `${name}_proxy`,
  `${name.toUpperCase()}_PROXY`,
]);

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
