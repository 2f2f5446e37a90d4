import { chompHeredoc, type Heredoc, type RunNode } from '@strake/parser';
import type { ImageDraft } from '../../config/image-draft.ts';
import type { ExecOp } from '../../graph/op.ts';
import { baseName } from '../paths.ts';
import type { Step } from '../stage-plan.ts';
import { commandArgs, shellOf } from './command.ts';

/** What a RUN runs. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly scripts: NonNullable<ExecOp['scripts']>;
  /** For the title: the first line of a heredoc. */
  readonly summary: string;
}

/**
 * A heredoc that is all of RUN is one argument of the shell, or a script of its own when it starts with `#!`. Any other
 * heredoc is the shell's business: it gets the line with the bodies below it.
 */
export function commandLine(node: RunNode, step: Step, image: ImageDraft): CommandLine {
  const { command, heredocs } = node;
  const [first] = heredocs;
  if (!first || command.kind === 'exec-form') return { args: commandArgs(command, image), scripts: [], summary: '' };
  if (isWhole(first, command.text, step)) return heredocCommand(first, image);
  const text = heredocs.reduce((joined, { content, name }) => `${joined}\n${content}${name}`, command.text);
  return { args: [...shellOf(image), text], scripts: [], summary: '' };
}

function isWhole({ start, end }: Heredoc, text: string, { source }: Step): boolean {
  return text.trim() === source.text.slice(start, end);
}

function heredocCommand(heredoc: Heredoc, image: ImageDraft): CommandLine {
  const data = heredoc.chomp ? chompHeredoc(heredoc.content) : heredoc.content;
  const summary = ` (${firstLine(heredoc.content)})`;
  // The mark is looked for before `<<-` takes tabs away, as in BuildKit.
  if (image.platform.os === 'windows' || !heredoc.content.startsWith('#!')) {
    return { args: [...shellOf(image), data], scripts: [], summary };
  }
  const path = `/dev/pipes/${baseName(`/${heredoc.name}`)}`;
  return { args: [...shellOf(image), path], scripts: [{ path, data }], summary };
}

function firstLine(text: string): string {
  const [first = '', ...rest] = text.trim().split(/\r?\n/);
  return rest.length > 0 ? `${first}...` : first;
}
