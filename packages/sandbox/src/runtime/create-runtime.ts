import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IdMapping } from '../driver.ts';
import type { DriverChoice } from '../jail/protocol.ts';
import { freezeControlGroups, hideControlGroups, showControlGroups } from './control-groups.ts';
import { syscallAbis } from '../seccomp/abi.ts';
import { compileFilter } from '../seccomp/compile.ts';
import { DEFAULT_PROFILE, FEIGNING_PROFILE } from '../seccomp/profile.ts';
import type { Runtime } from './job.ts';
import { createBubblewrapRuntime } from './bubblewrap/runtime.ts';
import { createOciRuntime } from './oci/runtime.ts';
import { createUnshareRuntime } from './unshare/runtime.ts';

export interface RuntimeSurroundings {
  readonly ids: IdMapping;
  readonly hostSys: string;
  /** Whether commands see the jail's own /proc. */
  readonly sharedProc: boolean;
  /** For what the runtime keeps; exists. */
  readonly directory: string;
}

/** The runtime of a driver. Whether it works here, only a probe can tell. */
export function createRuntime(
  { name, program }: DriverChoice,
  { ids, hostSys, sharedProc, directory }: RuntimeSurroundings,
): Runtime {
  const filter = compileFilter(name === 'single-uid' ? FEIGNING_PROFILE : DEFAULT_PROFILE, syscallAbis());
  const own = join(directory, name);
  mkdirSync(own, { mode: 0o700 });
  const launcher = { ids, filter, hostSys, sharedProc, directory: own };
  if (name === 'unshare') return createUnshareRuntime(launcher);
  if (name === 'single-uid') return { ...createUnshareRuntime(launcher), feignsOwners: true };
  if (name === 'bwrap') return createBubblewrapRuntime({ program, ...launcher });
  const config = { profile: DEFAULT_PROFILE, hostSys, sharedProc, ttyGroup: ids !== 'single' };
  return createOciRuntime({
    name,
    program,
    directory: own,
    config: name === 'crun' ? { ...config, filter } : config,
    surroundings: name === 'crun' ? CRUN : RUNC,
  });
}

const CRUN = { enter: () => hideControlGroups(), leave: () => showControlGroups() };
const RUNC = { enter: () => freezeControlGroups(), leave: () => {} };
