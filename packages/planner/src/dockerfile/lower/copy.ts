import type { CopyNode } from '@strake/parser';
import { copySource } from '../dependencies.ts';
import { fail } from '../fault.ts';
import { parseGitRef } from '../git-ref.ts';
import type { Lower } from '../stage-build.ts';
import { isUrl } from './remote.ts';
import { copyPath, finishTransfer, readTransfer, type TransferSource, writeHeredocs } from './transfer.ts';

/** COPY from the build context, a stage, an image or a named context. */
export const lowerCopy: Lower<CopyNode> = (node, step, build) => {
  const from = copySource(node, build.table, build.setting);
  const tree = from ? build.sources.of(from.source) : undefined;
  const transfer = readTransfer(node, step, build);
  const copies = transfer.sources.map((source) => {
    rejectRemote(source);
    return copyPath(transfer, source, tree ?? build.sources.context(), 'never');
  });
  finishTransfer(transfer, [...copies, ...writeHeredocs(transfer, build)], build);
};

function rejectRemote({ text, span }: TransferSource): void {
  const hint = 'COPY takes local files: use ADD';
  if (parseGitRef(text)) fail('remote-copy', "source can't be a git ref for COPY", { span, hint });
  if (isUrl(text)) fail('remote-copy', "source can't be a URL for COPY", { span, hint });
}
