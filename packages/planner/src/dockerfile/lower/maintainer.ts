import type { MaintainerNode } from '@strake/parser';
import { withEmptyLayer } from '../../config/history.ts';
import type { Lower } from '../stage-build.ts';

export const lowerMaintainer: Lower<MaintainerNode> = ({ name }, _, build) => {
  build.image.author = name.text;
  build.image.history = withEmptyLayer(build.image.history, `MAINTAINER ${name.text}`);
};
