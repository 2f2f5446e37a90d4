import type { Digest } from '@strake/core';
import { type AddNode, chompHeredoc, type CopyNode, type Heredoc } from '@strake/parser';
import { withLayer } from '../../config/history.ts';
import type { CopyAction, FileAction, Owner, WriteAction } from '../../graph/op.ts';
import type { Origin } from '../../graph/vertex.ts';
import { expandBody, expandWord } from '../expand.ts';
import { fileMode } from '../file-mode.ts';
import { fail, type Span } from '../fault.ts';
import { argumentText, booleanFlag, flagOf, flagValues } from '../flags.ts';
import { parseOwner } from '../owner.ts';
import { cleanPath, resolveDestination, sourcePath } from '../paths.ts';
import { type StageBuild, workingDirectory } from '../stage-build.ts';
import type { Step } from '../stage-plan.ts';
import { expandedText } from '../title.ts';
import { createInputs, type Inputs } from '../vertices.ts';
import { slashedPath } from '../windows-paths.ts';

/** A COPY or ADD with its words expanded, and what its actions have in common. */
export interface Transfer {
  readonly node: CopyNode | AddNode;
  readonly origin: Origin;
  /** Of the image that it is for. */
  readonly os: string;
  readonly sources: readonly TransferSource[];
  readonly inputs: Inputs;
  readonly common: CommonFields;
  /** `COPY --chown=... a b /c`, as history has it. */
  readonly historyText: string;
}

export interface TransferSource {
  readonly text: string;
  readonly span: Span;
}

type CommonFields = Pick<CopyAction, 'destination' | 'exclude'> & { readonly owner?: Owner; readonly mode?: string };

export function readTransfer(node: CopyNode | AddNode, step: Step, build: StageBuild): Transfer {
  const expand = (text: string, span: Span): string => expandWord(text, build.variables, build.setting.syntax, span);
  const { os } = build.platform;
  const chown = expandedFlag(node, 'chown', expand);
  const chmod = expandedFlag(node, 'chmod', expand);
  const sources = node.sources.map((source) => ({ text: expand(argumentText(source), source), span: source }));
  const destination = expand(argumentText(node.destination), node.destination);
  const flags = [booleanFlag(node, 'parents') && '--parents', chown && `--chown=${chown}`, chmod && `--chmod=${chmod}`];
  const files = [...sources.map(({ text }) => text), ...node.heredocs.map(({ name }) => `<<${name}`)];
  return {
    node,
    os,
    sources,
    origin: build.titles.next(step, expandedText(step, build.variables, build.setting.syntax), build.variables),
    inputs: createInputs(build.root),
    common: {
      destination: resolveDestination(workingDirectory(build), slashedPath(destination, os, node.destination)),
      exclude: flagValues(node, 'exclude'),
      ...(chown === '' ? {} : { owner: parseOwner(chown) }),
      ...(chmod === '' ? {} : { mode: fileMode(chmod, flagOf(node, 'chmod') ?? node) }),
    },
    historyText: [node.kind.toUpperCase(), ...flags.filter(Boolean), ...files, destination].join(' '),
  };
}

/** Copies one path or pattern of a tree. */
export function copyPath(
  transfer: Transfer,
  { text, span }: TransferSource,
  tree: Digest,
  unpack: CopyAction['unpack'],
): CopyAction {
  const parents = booleanFlag(transfer.node, 'parents') === true;
  const path = slashedPath(text, transfer.os, span);
  return {
    kind: 'copy',
    input: transfer.inputs.index(tree),
    source: parents ? pivotedPath(path) : sourcePath(path),
    wildcard: true,
    ...transfer.common,
    parents,
    unpack,
  };
}

/** Writes the heredocs of a COPY or ADD. */
export function writeHeredocs(transfer: Transfer, build: StageBuild): readonly WriteAction[] {
  return transfer.node.heredocs.map((heredoc) => {
    const { exclude: _, ...common } = transfer.common;
    return { kind: 'write', ...common, name: heredocName(heredoc), data: heredocData(heredoc, build) };
  });
}

/** Adds the step to the graph, the history and the stage. */
export function finishTransfer(transfer: Transfer, actions: readonly FileAction[], build: StageBuild): void {
  const { node, inputs, origin, historyText } = transfer;
  const link = booleanFlag(node, 'link') === true && transfer.common.mode === undefined;
  build.root = build.vertices.add({ kind: 'file', actions, link }, inputs.digests, origin);
  build.image.history = withLayer(build.image.history, `${historyText} # buildkit`, build.root);
}

function expandedFlag(node: CopyNode | AddNode, name: string, expand: (text: string, span: Span) => string): string {
  const flag = flagOf(node, name);
  return flag?.value ? expand(flag.value, flag) : '';
}

/** The path with the pivot of --parents kept in it, `/./`. */
function pivotedPath(text: string): string {
  const pivot = text.indexOf('/./');
  if (pivot < 0) return sourcePath(text);
  const parent = sourcePath(text.slice(0, pivot));
  const below = sourcePath(text.slice(pivot + 3));
  return parent === '' ? below : `${parent}/./${below}`;
}

/** Docker writes a heredoc into the root of an empty file system before it copies it: the name must be a file's there. */
function heredocName({ name, start, end }: Heredoc): string {
  const path = cleanPath(`/${name}`);
  const base = path.slice(1);
  if (base !== '' && !base.includes('/')) return base;
  const problem = base === '' ? 'is a directory' : 'no such file or directory';
  return fail('invalid-heredoc-name', `open ${path}: ${problem}`, {
    span: { start, end },
    hint: 'name the heredoc as a file is named, without slashes, and give directories in the destination',
  });
}

function heredocData(heredoc: Heredoc, { variables }: StageBuild): string {
  const data = heredoc.chomp ? chompHeredoc(heredoc.content) : heredoc.content;
  return heredoc.expand ? expandBody(data, variables, { start: heredoc.bodyStart, end: heredoc.bodyEnd }) : data;
}
