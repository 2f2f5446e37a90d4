import type { OnbuildNode } from '@strake/parser';
import type { Lower } from '../stage-build.ts';

/** ONBUILD: a text for who builds on the image; nothing happens here, not even in the history. */
export const lowerOnbuild: Lower<OnbuildNode> = ({ triggerText }, _, build) => {
  build.image.onBuild.push(triggerText);
};
