import { ociRemainder, ociSeccomp, type OciSeccomp, passThrough } from '../../seccomp/oci-profile.ts';
import type { SeccompProfile } from '../../seccomp/profile.ts';
import { capabilitiesOf } from '../capabilities.ts';
import type { Job, JobMount } from '../job.ts';
import { DEVICES, MASKED_PATHS, READONLY_PATHS, type SystemMountOptions, systemMounts } from '../system-mounts.ts';

/** What the configuration says beside the job. */
export interface ConfigOptions extends SystemMountOptions {
  readonly profile: (job: Job) => SeccompProfile;
  /** The filter as bytes, for a runtime that takes them (crun) instead of compiling `profile`. */
  readonly filter?: (job: Job) => Uint8Array;
  /** Whether the runtime has the filter that it shares with its command (`sharedProfile`). */
  readonly hasShared?: boolean;
  /** The socket for the descriptor of the filter: an absolute path. */
  readonly listener: string;
  /** A read-only view of the host's /sys, for jobs in the host's network namespace: they may not mount their own. */
  readonly hostSys: string;
}

interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/** A configuration of the OCI runtime specification 1.0.2: `config.json` of a bundle. */
export interface OciConfig {
  readonly ociVersion: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly root: { readonly path: string; readonly readonly?: boolean };
  readonly process: Readonly<Record<string, unknown>>;
  readonly mounts: readonly OciMount[];
  readonly linux: Readonly<Record<string, unknown>> & { readonly seccomp?: OciSeccomp };
}

/** `job` as Docker's builder would describe it to its runtime. */
export function ociConfig(job: Job, options: ConfigOptions): OciConfig {
  const filter = job.insecure ? undefined : options.filter?.(job);
  const seccompOf = options.hasShared ? ociRemainder : ociSeccomp;
  return {
    ociVersion: '1.0.2',
    hostname: job.hostname,
    root: { path: job.rootfs, ...(job.readonlyRoot && { readonly: true }) },
    process: processOf(job),
    mounts: mountsOf(job, options),
    ...(filter && { annotations: { 'run.oci.seccomp_bpf_data': Buffer.from(filter).toString('base64') } }),
    linux: {
      namespaces: namespacesOf(job),
      ...(job.insecure
        ? {}
        : { seccomp: filter ? passThrough(options.listener) : seccompOf(options.profile(job), options.listener) }),
      ...(job.insecure
        ? { readonlyPaths: NODES }
        : { maskedPaths: MASKED_PATHS, readonlyPaths: [...READONLY_PATHS, ...NODES] }),
    },
  };
}

/** Device nodes are the host's: a command uses them, and changes neither owner nor mode. */
const NODES = DEVICES.map((name) => `/dev/${name}`);

function processOf(job: Job): OciConfig['process'] {
  const capabilities = capabilitiesOf(job);
  return {
    user: { uid: job.uid, gid: job.gid, additionalGids: job.groups, umask: 0o022 },
    args: job.args,
    env: job.env,
    cwd: job.cwd,
    noNewPrivileges: false,
    capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    rlimits: job.limits.map(({ name, soft, hard }) => ({ type: name, soft: Number(soft), hard: Number(hard) })),
  };
}

function namespacesOf({ network }: Job): readonly { readonly type: string; readonly path?: string }[] {
  const own = ['mount', 'pid', 'ipc', 'uts'].map((type) => ({ type }));
  if (network === 'host') return own;
  return [...own, { type: 'network', ...(network !== 'none' && { path: network.path }) }];
}

function mountsOf(job: Job, options: ConfigOptions): readonly OciMount[] {
  const system = systemMounts(job, options).map(({ target, ...rest }) => ({ destination: target, ...rest }));
  const hardened = ['nosuid', 'noexec', 'nodev', 'ro'];
  const sys =
    job.network === 'host'
      ? { destination: '/sys', type: 'bind', source: options.hostSys, options: ['rbind', ...hardened] }
      : { destination: '/sys', type: 'sysfs', source: 'sysfs', options: hardened };
  return [...system, sys, ...job.mounts.map(jobMount)];
}

function jobMount(mount: JobMount): OciMount {
  const { target: destination } = mount;
  if (mount.kind === 'bind') {
    return { destination, type: 'bind', source: mount.source, options: ['rbind', ...mount.flags] };
  }
  const size = mount.size === undefined ? [] : [`size=${mount.size}`];
  const readonly = mount.readonly ? ['ro'] : [];
  return {
    destination,
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', ...readonly, `mode=${mount.mode.toString(8)}`, ...size],
  };
}
