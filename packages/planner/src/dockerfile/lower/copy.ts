import type { Digest } from '@strake/core';
import type { CopyNode } from '@strake/parser';
import { goQuote } from '../../config/go-format.ts';
import { copySource, type Dependency } from '../dependencies.ts';
import { fail } from '../fault.ts';
import { parseGitRef } from '../git-ref.ts';
import type { Lower, StageBuild } from '../stage-build.ts';
import { stageTitle } from '../title.ts';
import { isUrl } from './remote.ts';
import { copyPath, finishTransfer, readTransfer, type TransferSource, writeHeredocs } from './transfer.ts';

/** COPY from the build context, a stage, an image or a named context. */
export const lowerCopy: Lower<CopyNode> = (node, step, build) => {
  const from = copySource(node, build.table, build.setting);
  const tree = from ? builtSource(from, build) : undefined;
  const transfer = readTransfer(node, step, build);
  const copies = transfer.sources.map((source) => {
    rejectRemote(source);
    return copyPath(transfer, source, tree ?? build.sources.context(), 'never');
  });
  finishTransfer(transfer, [...copies, ...writeHeredocs(transfer, build)], build);
};

function builtSource({ source, span }: Omit<Dependency, 'step'>, build: StageBuild): Digest {
  const tree = build.sources.of(source);
  if (tree !== undefined) return tree;
  const name = source.kind === 'stage' ? (source.stage.name ?? String(source.stage.index)) : source.name;
  const message = `cannot copy from stage ${goQuote(name)}, it needs to be defined before current stage ${goQuote(stageTitle(build.plan))}`;
  return fail('stage-not-built', message, { span, hint: `move stage ${name} above this one` });
}

function rejectRemote({ text, span }: TransferSource): void {
  const hint = 'COPY takes local files: use ADD';
  if (parseGitRef(text)) fail('remote-copy', "source can't be a git ref for COPY", { span, hint });
  if (isUrl(text)) fail('remote-copy', "source can't be a URL for COPY", { span, hint });
}
