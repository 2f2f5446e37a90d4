import type { WorkdirNode } from '@strake/parser';
import { withEmptyLayer, withLayer } from '../../config/history.ts';
import type { MkdirAction } from '../../graph/op.ts';
import { absoluteDirectory } from '../base.ts';
import { expandWord } from '../expand.ts';
import { parseOwner } from '../owner.ts';
import { cleanPath, resolvePath } from '../paths.ts';
import { type Lower, type StageBuild, workingDirectory } from '../stage-build.ts';
import { expandedText } from '../title.ts';
import { slashedPath } from '../windows-paths.ts';

/** WORKDIR: makes a layer whether the directory is there or not; `/` is always there. */
export const lowerWorkdir: Lower<WorkdirNode> = (node, step, build) => {
  const { image, platform, titles, variables, vertices } = build;
  const path = expandWord(node.path.text, variables, build.setting.syntax, node.path);
  const from = workingDirectory(build);
  const directory = slashedPath(path, platform.os, node.path);
  // Windows has its paths cleaned.
  image.workingDir = platform.os === 'windows' ? resolvePath(from, directory) : absoluteDirectory(from, directory);
  const text = `WORKDIR ${image.workingDir}`;
  if (image.workingDir === '/') {
    image.history = withEmptyLayer(image.history, text);
    return;
  }
  const origin = titles.next(step, expandedText(step, variables, build.setting.syntax), variables);
  build.root = vertices.add({ kind: 'file', actions: [mkdir(build)], link: false }, [build.root], origin);
  image.history = withLayer(image.history, text, build.root);
};

function mkdir({ image, setting }: StageBuild): MkdirAction {
  return {
    kind: 'mkdir',
    path: cleanPath(image.workingDir),
    mode: 0o755,
    ...(image.user === '' ? {} : { owner: parseOwner(image.user) }),
    ...(setting.epoch === undefined ? {} : { timestamp: setting.epoch }),
  };
}
