import type { Digest } from '@strake/core';
import type { AddNode } from '@strake/parser';
import type { CopyAction } from '../../graph/op.ts';
import { expandWord } from '../expand.ts';
import { fail } from '../fault.ts';
import { booleanFlag, flagOf } from '../flags.ts';
import { type GitRef, parseGitRef } from '../git-ref.ts';
import type { Lower, StageBuild } from '../stage-build.ts';
import { gitOp, httpOp, isUrl } from './remote.ts';
import {
  copyPath,
  finishTransfer,
  readTransfer,
  type Transfer,
  type TransferSource,
  writeHeredocs,
} from './transfer.ts';

/** ADD: as COPY from the context, but archives are unpacked, URLs downloaded and repositories checked out. */
export const lowerAdd: Lower<AddNode> = (node, step, build) => {
  const checksum = checksumOf(node, build);
  const transfer = readTransfer(node, step, build);
  if (checksum !== '') checkChecksumUse(transfer);
  const copies = transfer.sources.map((source) => addSource(source, checksum, transfer, build));
  finishTransfer(transfer, [...copies, ...writeHeredocs(transfer, build)], build);
};

function addSource(source: TransferSource, checksum: string, transfer: Transfer, build: StageBuild): CopyAction {
  const { node, origin } = transfer;
  const { text, span } = source;
  const unpack = booleanFlag(node, 'unpack');
  const git = gitSource(source);
  if (git) {
    const op = gitOp(git, booleanFlag(node, 'keep-git-dir'), checksum, span);
    return copyRemote(transfer, build.vertices.add(op, [], origin), '', 'never');
  }
  if (isUrl(text)) {
    const op = httpOp(text, checksum, flagOf(node, 'checksum') ?? span);
    return copyRemote(transfer, build.vertices.add(op, [], origin), op.filename, unpack === true ? 'auto' : 'never');
  }
  return copyPath(transfer, source, build.sources.context(), unpack === false ? 'never' : 'auto');
}

function copyRemote(transfer: Transfer, tree: Digest, source: string, unpack: CopyAction['unpack']): CopyAction {
  const input = transfer.inputs.index(tree);
  return { kind: 'copy', input, source, wildcard: false, ...transfer.common, parents: false, unpack };
}

function gitSource({ text, span }: TransferSource): GitRef | undefined {
  const git = parseGitRef(text);
  return git?.ok === false ? fail('invalid-git-source', git.message, { span, hint: GIT_HINT }) : git?.value;
}

const GIT_HINT =
  'after ? may stand ref, tag, branch, subdir, checksum, submodules, keep-git-dir and fetch-by-commit, each once';

function checksumOf(node: AddNode, { variables, setting }: StageBuild): string {
  const flag = flagOf(node, 'checksum');
  return flag?.value ? expandWord(flag.value, variables, setting.syntax, flag) : '';
}

function checkChecksumUse({ node, sources }: Transfer): void {
  const span = flagOf(node, 'checksum') ?? node;
  const [only, ...others] = sources;
  if (!only || others.length > 0) {
    const hint = 'give each source with a checksum an ADD of its own';
    return fail('misplaced-checksum', "checksum can't be specified for multiple sources", { span, hint });
  }
  if (!parseGitRef(only.text) && !isUrl(only.text)) {
    const hint = 'files of the build context need no checksum: drop the flag';
    fail('misplaced-checksum', 'checksum requires HTTP(S) or Git sources', { span, hint });
  }
}
