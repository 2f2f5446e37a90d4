import { resolve, type Tree } from '@strake/oci';
import type { WireSpec } from '../jail/protocol.ts';
import type { JobMount } from './job.ts';
import type { MemoryFiles } from './mounts/memory-files.ts';
import type { PreparedMounts } from './mounts/prepare.ts';

/** Where apt reads its settings. */
const SETTINGS = 'etc/apt/apt.conf.d';
/** Downloads are otherwise left to the user `_apt`, and apt looks whether it has become that. */
const STAY_ROOT = 'APT::Sandbox::User "root";\n';

/** `spec` with mounts that belong to the only uid that there is. */
export function ownedByRoot(spec: WireSpec): WireSpec {
  return { ...spec, mounts: spec.mounts.map((mount) => ('uid' in mount ? { ...mount, uid: 0, gid: 0 } : mount)) };
}

/** What commands need that only seem to change owners: nothing of it gets into the layer. */
export function feignedOwners(tree: Pick<Tree, 'get'>, memory: MemoryFiles): PreparedMounts {
  const found = resolve(tree, SETTINGS, { followLast: true });
  if (found.kind !== 'found' || found.entry.type !== 'directory') return { mounts: [], release() {} };
  const { source, flags, remove } = memory.write(STAY_ROOT, { mode: 0o644, uid: 0, gid: 0 });
  const target = `/${found.path}/zz-strake-single-uid`;
  const mount: JobMount = { kind: 'bind', source, target, directory: false, flags };
  return { mounts: [mount], release: remove };
}
