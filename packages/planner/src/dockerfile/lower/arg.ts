import type { ArgNode } from '@strake/parser';
import { withEmptyLayer } from '../../config/history.ts';
import { entersEnvironment } from '../build-args.ts';
import { argValue } from '../scope.ts';
import { type Lower, setVariable } from '../stage-build.ts';

/** ARG: a variable for the rest of the stage. Each sees those before it in the same line. */
export const lowerArg: Lower<ArgNode> = (node, _, build) => {
  const declared = node.declarations.map((declaration) => {
    const name = declaration.key.text;
    const value = argValue(declaration, build.variables, build.setting);
    if (value !== undefined && entersEnvironment(name)) setVariable(build, name, value);
    build.args.set(name, value);
    return value === undefined ? name : `${name}=${value}`;
  });
  build.image.history = withEmptyLayer(build.image.history, `ARG ${declared.join(' ')}`);
};
