/** Entry of a launcher: waits for a `ChrootLaunch` on descriptor 3 and becomes the command. */
import { readFileSync, writeSync } from 'node:fs';
import { exitAtOnce } from '../syscalls/process.ts';
import { type ChrootLaunch, launchInRoot, stepOf } from './launch.ts';
import { COMPLAINTS_FD, ORDERS_FD } from './keeper.ts';

const orders = readFileSync(ORDERS_FD, 'utf8');
if (orders === '') exitAtOnce(0);
try {
  launchInRoot(JSON.parse(orders) as ChrootLaunch);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  writeSync(COMPLAINTS_FD, JSON.stringify({ step: stepOf(), message }));
}
exitAtOnce(255);
