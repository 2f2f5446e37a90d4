import type { IdMapping } from '../../driver.ts';
import { CAPABILITIES, capabilitiesOf } from '../capabilities.ts';
import type { Job } from '../job.ts';
import { MASKED_PATHS, READONLY_PATHS, systemMounts } from '../system-mounts.ts';
import type { Launch } from './launch.ts';

export interface LaunchOptions {
  readonly ids: IdMapping;
  /** The seccomp filter of a job that is not `insecure`. */
  readonly filter: (job: Job) => Uint8Array;
  /** A read-only view of the host's /sys. */
  readonly hostSys: string;
  /** Whether commands see the jail's own /proc. */
  readonly sharedProc: boolean;
  /** For the session's own files; exists. */
  readonly directory: string;
  /** Where the descriptor of the filter goes. */
  readonly listener: NonNullable<Launch['listener']>;
}

/** What a launcher is told to make of `job`. */
export function launchOf(job: Job, { ids, filter, hostSys, sharedProc, listener }: LaunchOptions): Launch {
  const { rootfs, args, env, cwd, uid, gid, groups, hostname, mounts, insecure } = job;
  return {
    rootfs,
    args,
    env,
    cwd,
    uid,
    gid,
    groups,
    hostname,
    terminal: job.input?.terminal !== undefined,
    mounts,
    network: job.network,
    ...(job.network === 'host' && { hostSys }),
    system: systemMounts(job, { ttyGroup: ids !== 'single', sharedProc }),
    masked: insecure ? [] : MASKED_PATHS,
    readonly: insecure ? [] : READONLY_PATHS,
    ...(job.readonlyRoot && { readonlyRoot: true }),
    limits: job.limits.map(({ resource, soft, hard }) => ({ resource, soft: String(soft), hard: String(hard) })),
    capabilities: capabilitiesOf(job).map((name) => CAPABILITIES[name]),
    ...(!insecure && { filter: Buffer.from(filter(job)).toString('base64'), listener }),
    setGroups: ids !== 'single',
  };
}
