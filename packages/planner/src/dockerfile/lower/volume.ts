import type { VolumeNode } from '@strake/parser';
import { goList } from '../../config/go-format.ts';
import { withEmptyLayer } from '../../config/history.ts';
import { expandWord } from '../expand.ts';
import { fail } from '../fault.ts';
import { argumentText } from '../flags.ts';
import type { Lower } from '../stage-build.ts';

/** VOLUME: into the configuration, paths as they are. */
export const lowerVolume: Lower<VolumeNode> = (node, _, build) => {
  const paths = node.paths.map((item) => {
    const path = expandWord(argumentText(item).trim(), build.variables, build.setting.syntax, item);
    return path === ''
      ? fail('empty-volume', 'VOLUME specified can not be an empty string', {
          span: item,
          hint: 'give a path: is the variable set?',
        })
      : path;
  });
  for (const path of paths) build.image.volumes.add(path);
  build.image.history = withEmptyLayer(build.image.history, `VOLUME ${goList(paths)}`);
};
