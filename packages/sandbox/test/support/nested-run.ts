/** Runs a command with the driver in the first argument, in a namespace of mounts that a test has prepared; JSON on stdout. */
import type { DriverName } from '../../src/driver.ts';
import { runAndCommit } from '../../src/testing/rig.ts';
import { openRig } from './rig.ts';

const SCRIPT =
  "cat /proc/self/status | awk '/^Seccomp:|^CapBnd/ { print $2 }'; readlink /proc/self/exe; " +
  'echo x >/proc/sys/kernel/core_pattern; cat /proc/1/environ; ls /proc/fs; touch /made';

const rig = await openRig(process.argv[2] as DriverName);
try {
  const { committed: _, ...outcome } = await runAndCommit(rig, SCRIPT);
  console.log(JSON.stringify({ ...outcome, notes: rig.session.notes }));
} finally {
  await rig[Symbol.asyncDispose]();
}
