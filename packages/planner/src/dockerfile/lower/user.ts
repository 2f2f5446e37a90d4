import type { UserNode } from '@strake/parser';
import { withEmptyLayer } from '../../config/history.ts';
import { expandWord } from '../expand.ts';
import type { Lower } from '../stage-build.ts';

/** USER: as written; it is looked up where something runs. */
export const lowerUser: Lower<UserNode> = ({ user }, _, build) => {
  build.image.user = expandWord(user.text, build.variables, build.setting.syntax, user);
  build.image.history = withEmptyLayer(build.image.history, `USER ${build.image.user}`);
};
