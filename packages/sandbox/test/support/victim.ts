/** A process to be killed: opens a sandbox and runs what does not end by itself. Arguments: driver, user, mark. */
import type { DriverName } from '../../src/driver.ts';
import { NEVER, runSpec } from '../../src/testing/rig.ts';
import { openRig } from './rig.ts';

const [driver = '', user = '', mark = ''] = process.argv.slice(2);
const { session, base, storeDir } = await openRig(driver as DriverName);
const snapshot = await session.snapshotter.prepare([base], NEVER);
const script = `trap "" TERM INT HUP; setsid sh -c 'trap "" TERM; sleep ${mark}' & echo up; sleep ${mark}`;
const output = (): void => console.log(`running ${storeDir}`);
await session.sandbox.run(snapshot, runSpec(script, { user }), { output }, NEVER);
