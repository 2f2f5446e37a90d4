import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_SOCKET } from '../devices/device-requests.ts';
import type { DriverName, IdMapping } from '../driver.ts';
import type { DriverChoice } from '../jail/protocol.ts';
import { freezeControlGroups, hideControlGroups, showControlGroups } from './control-groups.ts';
import { syscallAbis } from '../seccomp/abi.ts';
import { compileFilter } from '../seccomp/compile.ts';
import {
  DEFAULT_PROFILE,
  FEIGNING_PROFILE,
  holdDeviceCalls,
  type SeccompProfile,
  UNANSWERED_PROFILE,
} from '../seccomp/profile.ts';
import { sharedProfile } from '../seccomp/shared-profile.ts';
import type { Job, Runtime } from './job.ts';
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
  const rules = callRules(PROFILES[name] ?? DEFAULT_PROFILE);
  const own = join(directory, name);
  mkdirSync(own, { mode: 0o700 });
  const bare = { ids, hostSys, sharedProc, directory: own };
  const launcher = { ...bare, filter: rules.filter, listener: { directory, name: DEVICE_SOCKET } };
  if (name === 'unshare') return createUnshareRuntime(launcher);
  if (name === 'single-uid') return { ...createUnshareRuntime(launcher), feignsOwners: true };
  if (name === 'bwrap') return createBubblewrapRuntime({ program, ...bare, filter: rules.plain });
  // The name of a socket has 107 bytes at most; the jail works in the session's directory.
  const listener = sharedProc ? join(directory, DEVICE_SOCKET) : `/proc/${process.pid}/cwd/${DEVICE_SOCKET}`;
  const config = { profile: rules.profile, listener, hostSys, sharedProc, ttyGroup: ids !== 'single' };
  const options = { name, program, directory: own };
  if (name === 'runc') {
    const runtime = createOciRuntime({ ...options, config, shared: rules.shared(), surroundings: RUNC });
    return { ...runtime, readsAccounts: true };
  }
  return createOciRuntime({ ...options, config: { ...config, filter: rules.filter }, surroundings: CRUN });
}

/** Which system calls a job may use. */
function callRules(profile: SeccompProfile): {
  readonly profile: (job: Job) => SeccompProfile;
  readonly filter: (job: Job) => Uint8Array;
  /** The filter of a job without any bound device. */
  readonly plain: Uint8Array;
  /** What a runtime and its commands have in common, where all that runs here can be filtered by it. */
  readonly shared: () => Uint8Array | undefined;
} {
  const holding = holdDeviceCalls(profile);
  const plain = compileFilter(profile, syscallAbis());
  let held: Uint8Array | undefined;
  return {
    profile: ({ bindsDevices }) => (bindsDevices ? holding : profile),
    filter: ({ bindsDevices }) => (bindsDevices ? (held ??= compileFilter(holding, syscallAbis())) : plain),
    plain,
    shared: () => (process.arch === 'x64' ? compileFilter(sharedProfile(profile), syscallAbis()) : undefined),
  };
}

/** The others have the default. */
const PROFILES: Readonly<Partial<Record<DriverName, SeccompProfile>>> = {
  'single-uid': FEIGNING_PROFILE,
  bwrap: UNANSWERED_PROFILE,
};

const CRUN = { enter: () => hideControlGroups(), leave: () => showControlGroups() };
const RUNC = { enter: () => freezeControlGroups(), leave: () => {} };
