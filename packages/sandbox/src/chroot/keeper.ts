import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { moduleFile } from '../jail/module-file.ts';
import { ended } from '../runtime/ended.ts';
import { createInputPipe, type InputPipe } from '../runtime/input-pipe.ts';
import { createOutputPipe, type OutputPipe } from '../runtime/output-pipe.ts';
import { sendOrders } from '../runtime/send-orders.ts';
import { makePipe } from '../syscalls/process.ts';

/** Descriptors of a keeper and its launcher; the last two are the keeper's alone. */
export const ORDERS_FD = 3;
export const COMPLAINTS_FD = 4;
export const LIFELINE_FD = 5;
export const OWNER_LIFELINE_FD = 6;
/** Descriptor of the jail whose other end is its owner's: it ends with that. */
export const OWNER_FD = 4;

const KEEPER_FLAGS = ['--no-warnings', '--max-semi-space-size=1', '--v8-pool-size=1'];
export const LAUNCHER_FLAGS: readonly string[] = [...KEEPER_FLAGS, '--disable-sigusr1'];

/** A keeper whose command waits for its orders. */
export interface Keeper {
  readonly process: ChildProcess;
  /** Absent: it has none. */
  readonly input: InputPipe | undefined;
  readonly stdout: OutputPipe['readable'];
  readonly stderr: OutputPipe['readable'];
  /** What its launcher says. */
  readonly complaints: OutputPipe['readable'];
  /** Resolves with the command's exit code when nothing of it is left. */
  readonly ended: Promise<number>;
  order(text: string): void;
  /** Ends the command and everything that it started. Idempotent. */
  cut(): void;
}

export function startKeeper(takesInput = false): Keeper {
  const input = takesInput ? createInputPipe() : undefined;
  const [stdout, stderr, complaints] = [createOutputPipe(), createOutputPipe(), createOutputPipe()];
  const [orders, lifeline] = [makePipe(), makePipe()];
  const child = spawn(process.execPath, [...KEEPER_FLAGS, moduleFile('keeper-main', import.meta.url)], {
    stdio: [
      input?.read ?? 'ignore',
      stdout.write,
      stderr.write,
      orders.read,
      complaints.write,
      lifeline.read,
      OWNER_FD,
    ],
    cwd: '/',
    env: {},
  });
  for (const pipe of [stdout, stderr, complaints]) pipe.handedOver();
  for (const fd of [orders.read, lifeline.read]) closeSync(fd);
  input?.handedOver(child);
  let held = true;
  const cut = (): void => {
    if (held) closeSync(lifeline.write);
    held = false;
  };
  const whenEnded = ended(child).finally(cut);
  whenEnded.catch(() => {});
  return {
    process: child,
    input,
    stdout: stdout.readable,
    stderr: stderr.readable,
    complaints: complaints.readable,
    ended: whenEnded,
    order: (text) => sendOrders(orders.write, text),
    cut,
  };
}
