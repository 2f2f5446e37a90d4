/**
 * `pnpm bench run [docker] [buildah] [debian=IMAGE] [only=TEXT] [n=3]`: builds whose time is that of RUN steps: eight stages of
 * `sleep 1`, fifty `RUN true`, a RUN on a fresh base of 1 GB, a layer of 13,000 files, and with an image of Debian the
 * installation of build-essential from its own sources. Beside Docker (the daemon of DOCKER_HOST) and buildah (with the
 * runtime of BUILDAH_RUNTIME) when they are given, both on the host's network, their faster one. Best of n, s. Docker keeps a
 * base of a registry between rounds and makes no image of the result; the others fetch the base each time.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBaseLayout } from '../e2e/support/base-layout.ts';

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');
const MIB = 2 ** 20;
const STAGES = 8;
const STEPS = 50;
const FILES = 13_000;
const LARGE_PARTS = 3;
const LARGE_PART_MIB = 340;

type Engine = 'strake' | 'docker' | 'buildah';

interface Workload {
  readonly name: string;
  readonly dockerfile: string;
  /** OCI layouts by the name of the base; made anew for each round when they must be unpacked. */
  readonly bases: (round: string) => Readonly<Record<string, string>>;
}

interface Bench {
  readonly scratch: string;
  readonly rounds: number;
  readonly peers: readonly Engine[];
}

export async function run(args: readonly string[]): Promise<void> {
  // In lower case: buildah takes the path of a base for the name of an image.
  const scratch = join(tmpdir(), `strake-bench-steps-${process.pid}`);
  mkdirSync(scratch);
  try {
    const option = (name: string): string | undefined =>
      args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
    const peers = (['docker', 'buildah'] as const).filter((name) => args.includes(name));
    const bench: Bench = { scratch, rounds: Number(option('n') ?? 3), peers };
    const busybox = join(scratch, 'busybox');
    await writeBaseLayout(busybox, join(scratch, 'base-home'));
    console.log(`| workload | strake s |${peers.map((name) => ` ${name} s |`).join('')}`);
    console.log(`|---|---|${peers.map(() => '---|').join('')}`);
    for (const workload of workloads(bench, busybox, option('debian'))) {
      if (workload.name.includes(option('only') ?? '')) report(bench, workload);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function workloads({ scratch }: Bench, busybox: string, debian: string | undefined): readonly Workload[] {
  const small = (): Readonly<Record<string, string>> => ({ base: busybox });
  const stages = Array.from({ length: STAGES }, (_, i) => `FROM base AS s${i}\nRUN sleep 1; echo ${i} >/out${i}\n`);
  const copies = Array.from({ length: STAGES }, (_, i) => `COPY --from=s${i} /out${i} /\n`);
  const files = `RUN mkdir /d; i=0; while [ $i -lt ${FILES} ]; do echo $i >/d/$i; i=$((i+1)); done\n`;
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends build-essential >/dev/null';
  return [
    {
      name: `${STAGES} stages of sleep 1`,
      dockerfile: `${stages.join('')}FROM base\n${copies.join('')}`,
      bases: small,
    },
    { name: `${STEPS} RUN true`, dockerfile: `FROM base\n${'RUN ["true"]\n'.repeat(STEPS)}`, bases: small },
    { name: `a layer of ${FILES} files`, dockerfile: `FROM base\n${files}`, bases: small },
    {
      name: 'RUN on a fresh base of 1 GB',
      dockerfile: 'FROM large\nRUN ["true"]\n',
      bases: (round) => ({ large: largeBase(scratch, busybox, round) }),
    },
    ...(debian === undefined
      ? []
      : [
          {
            name: 'apt-get install build-essential',
            dockerfile: `FROM ${debian}\nRUN ${install}\n`,
            bases: () => ({}),
          },
        ]),
  ];
}

/** Of data that nobody has unpacked before. */
function largeBase(scratch: string, busybox: string, round: string): string {
  const context = join(scratch, `large-${round}`);
  mkdirSync(context);
  const names = Array.from({ length: LARGE_PARTS }, (_, i) => `part${i}`);
  for (const name of names) writeNoise(join(context, name));
  writeFileSync(join(context, 'Dockerfile'), `FROM base\n${names.map((name) => `COPY ${name} /${name}\n`).join('')}`);
  const layout = join(scratch, `large-layout-${round}`);
  const home = join(scratch, `large-home-${round}`);
  const args = ['-q', '--build-context', `base=oci-layout://${busybox}`, '-o', `type=oci,dest=${layout},tar=false`];
  start([STRAKE, 'build', ...args, context], { STRAKE_HOME: home });
  for (const path of [context, home]) rmSync(path, { recursive: true });
  return layout;
}

/** Packs to about half. */
function writeNoise(path: string): void {
  const file = openSync(path, 'w');
  const block = randomBytes(MIB);
  for (let i = 0; i < LARGE_PART_MIB; i += 1) {
    if (i % 2 === 0) randomBytes(MIB).copy(block);
    else block.fill(i, 0, MIB / 2);
    writeSync(file, block);
  }
  closeSync(file);
}

function report(bench: Bench, workload: Workload): void {
  const best = new Map<string, number>();
  for (let round = 0; round < bench.rounds; round += 1) {
    const bases = workload.bases(`${workload.name.replaceAll(/\W/g, '')}-${round}`);
    for (const engine of ['strake' as const, ...bench.peers]) {
      best.set(engine, Math.min(build(bench, engine, workload, bases), best.get(engine) ?? Infinity));
    }
  }
  const cells = ['strake', ...bench.peers].map((key) => (best.get(key) ?? Number.NaN).toFixed(2));
  console.log(`| ${[workload.name, ...cells].join(' | ')} |`);
}

/** In seconds. */
function build(
  { scratch }: Bench,
  engine: Engine,
  { dockerfile }: Workload,
  bases: Readonly<Record<string, string>>,
): number {
  const context = join(scratch, 'context');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const home = mkdtempSync(join(scratch, 'home-'));
  const prefix = engine === 'buildah' ? 'docker-image://oci:' : 'oci-layout://';
  const named = Object.entries(bases).flatMap(([name, layout]) => ['--build-context', `${name}=${prefix}${layout}`]);
  try {
    return start([...COMMANDS[engine](home), ...named, context], { STRAKE_HOME: home });
  } finally {
    // buildah leaves its store mounted onto itself.
    if (engine === 'buildah') spawnSync('umount', [join(home, 'root/overlay')]);
    rmSync(home, { recursive: true, force: true });
  }
}

/** `home` keeps all that a build keeps, but for Docker's daemon. */
const COMMANDS: Readonly<Record<Engine, (home: string) => readonly string[]>> = {
  strake: () => [STRAKE, 'build', '-q', '--no-cache'],
  docker: () => [
    ...['docker', 'buildx', 'build', '-q', '--no-cache', '--provenance=false', '--output', 'type=cacheonly'],
    ...['--network', 'host', '--allow', 'network.host'],
  ],
  buildah: (home) => [
    ...['buildah', '--root', join(home, 'root'), '--runroot', join(home, 'run'), '--storage-driver', 'overlay'],
    ...['build', '-q', '--layers', '--no-cache', '--jobs', String(STAGES), '--network', 'host', '--tls-verify=false'],
  ],
};

function start([program = '', ...args]: readonly string[], env: Readonly<Record<string, string>>): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return (performance.now() - begin) / 1000;
}
