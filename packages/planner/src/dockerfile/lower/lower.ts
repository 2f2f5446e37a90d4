import type { Instruction } from '@strake/parser';
import type { Lower, StageBuild } from '../stage-build.ts';
import type { Step } from '../stage-plan.ts';
import { lowerAdd } from './add.ts';
import { lowerArg } from './arg.ts';
import { lowerCmd, lowerEntrypoint, lowerShell } from './command.ts';
import { lowerCopy } from './copy.ts';
import { lowerEnv, lowerLabel } from './env.ts';
import { lowerExpose } from './expose.ts';
import { lowerHealthcheck } from './healthcheck.ts';
import { lowerMaintainer } from './maintainer.ts';
import { lowerOnbuild } from './onbuild.ts';
import { lowerRun } from './run.ts';
import { lowerStopsignal } from './stopsignal.ts';
import { lowerUser } from './user.ts';
import { lowerVolume } from './volume.ts';
import { lowerWorkdir } from './workdir.ts';

type Lowerings = { readonly [K in Instruction['kind']]: Lower<Extract<Instruction, { kind: K }>> };

/** FROM opened the stage, and a file with invalid lines is not planned. */
const nothing = (): void => {};

const LOWERINGS: Lowerings = {
  add: lowerAdd,
  arg: lowerArg,
  cmd: lowerCmd,
  copy: lowerCopy,
  entrypoint: lowerEntrypoint,
  env: lowerEnv,
  expose: lowerExpose,
  from: nothing,
  healthcheck: lowerHealthcheck,
  invalid: nothing,
  label: lowerLabel,
  maintainer: lowerMaintainer,
  onbuild: lowerOnbuild,
  run: lowerRun,
  shell: lowerShell,
  stopsignal: lowerStopsignal,
  user: lowerUser,
  volume: lowerVolume,
  workdir: lowerWorkdir,
};

/** Carries a step over into graph and configuration of its stage. Faults are thrown. */
export function lowerStep(step: Step, build: StageBuild): void {
  const lower = LOWERINGS[step.instruction.kind] as Lower<Instruction>;
  lower(step.instruction, step, build);
}
