/** A process to be killed, in which a locking command runs. Arguments: driver, name of the script, mark. */
import type { DriverName } from '../../../packages/sandbox/src/index.ts';
import { openRig } from '../../../packages/sandbox/test/support/rig.ts';
import { LOCKED, type LockedName, runLocking } from './locking-command.ts';

const [driver, name, mark = ''] = process.argv.slice(2);
const rig = await openRig(driver as DriverName);
await runLocking(rig, { script: LOCKED[name as LockedName], mark, up: () => process.stdout.write('up\n') });
