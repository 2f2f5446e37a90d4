/**
 * Entry of a launcher: a process that is the first of its own pid namespace, waits for a `Launch` on descriptor 3, and
 * becomes the command. What goes wrong before that it says on descriptor 4, as a `LaunchFailure`.
 */
import { readFileSync, writeSync } from 'node:fs';
import { exitAtOnce } from '../../syscalls/process.ts';
import { execLaunch, stepOf } from './become.ts';
import { COMPLAINTS_FD, type Launch, type LaunchFailure, ORDERS_FD } from './launch.ts';

const orders = readFileSync(ORDERS_FD, 'utf8');
if (orders === '') exitAtOnce(0);
try {
  execLaunch(JSON.parse(orders) as Launch);
} catch (error) {
  const failure: LaunchFailure = { step: stepOf(), message: error instanceof Error ? error.message : String(error) };
  writeSync(COMPLAINTS_FD, JSON.stringify(failure));
}
exitAtOnce(255);
