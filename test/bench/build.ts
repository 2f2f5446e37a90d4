/** `pnpm bench build [ROUNDS]`: whole builds, cold and cached, beside Docker's when a daemon answers. Medians in ms. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBaseLayout } from '../e2e/support/base-layout.ts';

interface Workload {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');

export async function run([rounds = '5']: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-bench-'));
  try {
    const base = join(scratch, 'base');
    await writeBaseLayout(base, join(scratch, 'base-home'));
    const docker = dockerBase(scratch, base);
    console.log(`| workload | strake cold | cached |${docker ? ' docker cold | cached | cold ratio |' : ''}`);
    console.log(`|---|---|---|${docker ? '---|---|---|' : ''}`);
    for (const workload of [small, fanOut, manyRuns, monorepo])
      measure(workload, scratch, base, docker, Number(rounds));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The base image as a tag of Docker's, when a daemon with buildx answers. */
function dockerBase(scratch: string, base: string): string | undefined {
  if (spawnSync('docker', ['buildx', 'inspect'], { timeout: 5000 }).status !== 0) return undefined;
  const file = join(scratch, 'Dockerfile.base');
  writeFileSync(file, 'FROM base\n');
  const args = [
    'buildx',
    'build',
    '-q',
    '-t',
    'strake-bench-base',
    '--build-context',
    `base=oci-layout://${base}`,
    '-f',
    file,
    scratch,
  ];
  return spawnSync('docker', args).status === 0 ? 'strake-bench-base' : undefined;
}

function measure(
  { name, files }: Workload,
  scratch: string,
  base: string,
  docker: string | undefined,
  rounds: number,
): void {
  const context = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(context, path, '..'), { recursive: true });
    writeFileSync(join(context, path), text);
  }
  const home = join(scratch, 'home');
  const ours: number[][] = [[], []];
  const theirs: number[][] = [[], []];
  const layout = `busybox=oci-layout://${base}`;
  for (let round = 0; round < rounds; round++) {
    rmSync(home, { recursive: true, force: true });
    for (const list of ours)
      list.push(
        timed(STRAKE, ['build', '--build-context', layout, '--progress', 'quiet', context], { STRAKE_HOME: home }),
      );
    if (docker === undefined) continue;
    spawnSync('docker', ['builder', 'prune', '-af']);
    const args = [
      'buildx',
      'build',
      '-q',
      '--network',
      'host',
      '--provenance=false',
      '--build-context',
      `busybox=docker-image://${docker}`,
      context,
    ];
    for (const list of theirs) list.push(timed('docker', args, {}));
  }
  const [cold = 0, cached = 0] = ours.map(median);
  const [dockerCold = 0, dockerCached = 0] = theirs.map(median);
  const beside = docker
    ? ` ${dockerCold.toFixed(0)} | ${dockerCached.toFixed(0)} | ${(cold / dockerCold).toFixed(2)} |`
    : '';
  console.log(`| ${name} | ${cold.toFixed(0)} | ${cached.toFixed(0)} |${beside}`);
}

function timed(command: string, args: readonly string[], env: Readonly<Record<string, string>>): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stderr}`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

const small: Workload = {
  name: 'small: 10 steps',
  files: {
    Dockerfile: [
      'FROM busybox',
      'WORKDIR /app',
      'COPY a.txt /app/',
      'RUN mkdir out && cat a.txt > out/a',
      'COPY src/ src/',
      'RUN find src -type f | wc -l > out/n',
      'COPY conf/ /etc/app/',
      'RUN echo done > out/r',
      'CMD ["cat", "out/r"]',
      '',
    ].join('\n'),
    'a.txt': 'a'.repeat(4096),
    ...Object.fromEntries(range(40).map((i) => [`src/m${i % 5}/f${i}.js`, `// ${i}\n`.repeat(400)])),
    ...Object.fromEntries(range(5).map((i) => [`conf/c${i}.ini`, `n=${i}\n`])),
  },
};

const fanOut: Workload = {
  name: 'fan-out: 8 stages of sleep 1',
  files: {
    Dockerfile: [
      ...range(8).flatMap((i) => [`FROM busybox AS s${i}`, `RUN sleep 1 && echo ${i} > /r${i}`]),
      'FROM busybox',
      ...range(8).map((i) => `COPY --from=s${i} /r${i} /r${i}`),
      '',
    ].join('\n'),
  },
};

const manyRuns: Workload = {
  name: 'many: 50 RUN true',
  files: { Dockerfile: ['FROM busybox', ...range(50).map((i) => `RUN true ${i}`), ''].join('\n') },
};

const monorepo: Workload = {
  name: 'monorepo: 3 of 200 stages',
  files: {
    Dockerfile: [
      ...range(200).flatMap((i) => [
        `FROM busybox AS p${i}`,
        `COPY packages/p${i} /src`,
        `RUN cat /src/*.ts > /out.js && echo ${i} >> /out.js`,
      ]),
      'FROM busybox',
      ...[3, 77, 150].map((i) => `COPY --from=p${i} /out.js /p${i}.js`),
      '',
    ].join('\n'),
    ...Object.fromEntries(range(4000).map((i) => [`packages/p${i % 200}/f${i}.ts`, `// ${i}\n`.repeat(300)])),
  },
};
