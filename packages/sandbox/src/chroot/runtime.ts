import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../error.ts';
import { CAPABILITIES, capabilitiesOf } from '../runtime/capabilities.ts';
import { inputPipe } from '../runtime/input-pipe.ts';
import type { Job, JobExit, JobMount, RunningJob, Runtime } from '../runtime/job.ts';
import { programFailure } from '../runtime/program-failure.ts';
import { makeDev } from './devices.ts';
import { type Keeper, startKeeper } from './keeper.ts';
import type { ChrootLaunch } from './launch.ts';
import { placeMounts } from './placements.ts';
import { limit } from './prepare-mounts.ts';

/** Runs jobs in their root file systems, and kills what they leave. `directory` is on the file system of those. */
export function createChrootRuntime(directory: string, filter: Uint8Array): Runtime {
  let spare: Keeper | undefined = startKeeper();
  let serial = 0;
  return {
    takesTerminals: true,
    start(job) {
      if (job.input?.terminal) throw limit('give a command a terminal');
      if (job.readonlyRoot) throw limit('make its root read-only');
      if (job.network === 'none') throw limit('keep a command from the network');
      const place = join(directory, String(serial++));
      const dev = `${place}-dev`;
      makeDev(dev);
      const mounts: JobMount[] = [
        { kind: 'bind', source: dev, target: '/dev', directory: true, flags: [] },
        ...job.mounts,
      ];
      const giveBack = placeMounts(job.rootfs, mounts, place);
      const ready = job.input ? undefined : spare;
      const keeper = ready ?? startKeeper(job.input !== undefined);
      if (ready) spare = undefined;
      const running = runIn(keeper, launchOf(job, filter), () => {
        giveBack();
        rmSync(dev, { recursive: true, force: true });
      });
      setImmediate(() => (spare ??= startKeeper()));
      return running;
    },
    close() {
      spare?.cut();
    },
  };
}

function launchOf(job: Job, filter: Uint8Array): ChrootLaunch {
  const { rootfs, args, env, cwd, uid, gid, groups, insecure } = job;
  return {
    ...{ rootfs, args, env, cwd, uid, gid, groups },
    limits: job.limits.map(({ resource, soft, hard }) => ({ resource, soft: String(soft), hard: String(hard) })),
    capabilities: capabilitiesOf(job).map((name) => CAPABILITIES[name]),
    ...(!insecure && { filter: Buffer.from(filter).toString('base64') }),
  };
}

function runIn(keeper: Keeper, launch: ChrootLaunch, giveBack: () => void): RunningJob {
  const { stdout, stderr, complaints, process } = keeper;
  let said = '';
  complaints.setEncoding('utf8').on('data', (text: string) => (said += text));
  const heard = new Promise<void>((resolve) => complaints.once('close', () => resolve()));
  keeper.order(JSON.stringify(launch));
  const exited = Promise.all([keeper.ended, heard])
    .then(([code]) => explain(code, said))
    .finally(giveBack);
  exited.catch(() => {});
  const input = keeper.input ? { input: inputPipe(keeper.input.writable) } : {};
  return { stdout, stderr, exited, signal: (name) => void process.kill(name), kill: keeper.cut, ...input };
}

function explain(code: number, said: string): JobExit {
  if (said === '') return { code };
  const { step, message } = JSON.parse(said) as { readonly step: string; readonly message: string };
  if (step === 'exec') return programFailure(message);
  throw new SandboxError('RUN_FAILED', `cannot set up the command's ${step}: ${message}`, { data: { step } });
}
