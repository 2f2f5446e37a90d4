/**
 * `node test/fuzz/files.ts [--seconds=N] [--seed=N] [--keep=DIRECTORY] [--parents]`: makes up contexts, ignore files and
 * Dockerfiles of COPY, ADD and WORKDIR, builds them with Docker and with Strake, and compares the files. Needs `docker
 * buildx` and a daemon on this machine; for `--parents` one that knows it (Dockerfile 1.20). Cases for which they differ
 * are made small and written to the directory, as cases for test/conformance/files.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'strake';
import { createRandom } from '../../packages/parser/test/support/mutate.ts';
import { DATE, listing } from '../conformance/files/listing.ts';
import { createMaker, type FilesCase } from './files/made-up.ts';
import { NAMED } from './files/made-up-steps.ts';
import { openSurroundings } from './files/surroundings.ts';

/** Cases after which the stores are emptied. */
const STORED = 200;
/** Tries to make a case smaller. */
const SMALLER = 80;

/** Of so many cases that we refuse, Docker is asked one: most cases are refused, and it takes long. */
const REFUSED = 4;

/** What Docker refuses because it has not sent it, and what of its messages shows that. */
const NOT_SENT = /not found|no such file|too many links|file does not exist|non-printable|failed to get build context/;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    keep: { type: 'string' },
    parents: { type: 'boolean', default: false },
  },
});

/** Made-up links lead anywhere: what is written through them would be this machine's. */
const INSIDE = 'inside() { case "$(realpath -m -- "$1")/" in "$PWD"/*) ;; *) return 1; esac; }';

/** How the line of an empty file ends. */
const EMPTY = ' 0 e3b0c44298fc';

const nameIn = (line: string): string | undefined => /^f "(?:[^"\\]|\\.)*"/.exec(line)?.[0];

/** Files, or why there are none. */
type Outcome = { readonly files: string } | { readonly error: string };
interface Outcomes {
  readonly ours: Outcome;
  readonly dockers: Outcome;
}

const work = mkdtempSync(join(tmpdir(), 'strake-fuzz-files-'));
const end = performance.now() + Number(values.seconds) * 1000;
console.log(`seed ${values.seed}, ${values.seconds} s`);
const tally = { cases: 0, built: 0, 'refused by Docker alone': 0, faults: 0 };
const surroundings = await openSurroundings(join(work, 'surroundings'));
try {
  const reachable = { ...surroundings, parents: values.parents };
  const make = createMaker(createRandom(Number(values.seed)), reachable);
  while (performance.now() < end) await tryCase(make());
} finally {
  await surroundings[Symbol.asyncDispose]();
  spawnSync('chmod', ['-R', 'u+rwx', work]);
  rmSync(work, { recursive: true, force: true });
}
console.log(JSON.stringify(tally));
process.exitCode = tally.faults > 0 ? 1 : 0;

async function tryCase(files: FilesCase): Promise<void> {
  tally.cases++;
  const outcomes = await outcomesOf(files, tally.cases % REFUSED === 0);
  const fault = faultOf(outcomes);
  if (fault === undefined) {
    if ('files' in outcomes.dockers) tally.built++;
    else if ('files' in outcomes.ours) tally['refused by Docker alone']++;
    return;
  }
  tally.faults++;
  const small = await smaller(files, fault);
  const { ours, dockers } = await outcomesOf(small);
  console.log(`--- ${fault}\n${caseText(small, dockers)}\n--- ours\n${'files' in ours ? ours.files : ours.error}`);
  if (values.keep === undefined) return;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${values.seed}-${tally.cases}.case`), caseText(small, dockers));
}

function faultOf({ ours, dockers }: Outcomes): string | undefined {
  if ('error' in dockers)
    return 'error' in ours || NOT_SENT.test(dockers.error) ? undefined : 'refused by Docker alone';
  if ('error' in ours) return 'refused by us alone';
  return sentEmpty(dockers.files, ours.files) === ours.files ? undefined : 'other files';
}

/** Docker's files, with ours in the place of the empty ones: it sends some that an ignore rule takes back. */
function sentEmpty(dockers: string, ours: string): string {
  const known = new Map(ours.split('\n').map((line) => [nameIn(line), line] as const));
  const lines = dockers.split('\n');
  return lines.map((line) => (line.endsWith(EMPTY) ? (known.get(nameIn(line)) ?? line) : line)).join('\n');
}

async function outcomesOf(files: FilesCase, always = true): Promise<Outcomes> {
  const context = mkdtempSync(join(work, 'context-'));
  const home = join(work, `home-${Math.floor(tally.cases / STORED)}`);
  if (tally.cases % STORED === 0)
    rmSync(join(work, `home-${tally.cases / STORED - 1}`), { recursive: true, force: true });
  try {
    prepare(files, context);
    const contexts = namedContexts(files, context);
    const ours = await builtByUs(context, contexts, home);
    if ('error' in ours && !always) return { ours, dockers: { error: 'not asked' } };
    return { ours, dockers: await builtByDocker(context, contexts) };
  } finally {
    spawnSync('chmod', ['-R', 'u+rwx', context]);
    rmSync(context, { recursive: true, force: true });
  }
}

function prepare(files: FilesCase, context: string): void {
  writeFileSync(join(context, 'Dockerfile'), `${files.dockerfile.join('\n')}\n`, { mode: 0o644 });
  if (files.dockerignore.length > 0)
    writeFileSync(join(context, '.dockerignore'), `${files.dockerignore.join('\n')}\n`, { mode: 0o644 });
  spawnSync('bash', ['-c', script(files)], { cwd: context, timeout: 10_000 });
}

function script({ setup }: FilesCase): string {
  return [INSIDE, 'umask 022', 'set +e', ...setup, `find . -exec touch -h -d @${DATE} {} +`, 'true'].join('\n');
}

/** Those that the Dockerfile names. */
function namedContexts({ dockerfile }: FilesCase, context: string): Readonly<Record<string, string>> {
  const images = Object.entries(surroundings.layouts).map(([name, layout]) => [name, `oci-layout://${layout}`]);
  const all = [...images, [NAMED, join(context, 'a')]] as const;
  const text = dockerfile.join('\n');
  return Object.fromEntries(all.filter(([name]) => new RegExp(`^FROM ${name} |--from=${name} `, 'm').test(text)));
}

async function builtByUs(context: string, contexts: Readonly<Record<string, string>>, home: string): Promise<Outcome> {
  let files = '';
  const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
    files = await listing(tar);
  };
  try {
    await build({ context, contexts, home, outputs: [{ type: 'tar', dest }] });
    return { files };
  } catch (error) {
    return { error: String(error) };
  }
}

async function builtByDocker(context: string, contexts: Readonly<Record<string, string>>): Promise<Outcome> {
  const dest = join(work, 'docker.tar');
  const named = Object.entries(contexts).flatMap(([name, place]) => ['--build-context', `${name}=${place}`]);
  const output = ['-q', '--provenance=false', '-o', `type=tar,dest=${dest}`];
  const child = spawn('docker', ['buildx', 'build', ...output, ...named, context], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Uint8Array) => {
    stderr += String(data);
  });
  const [status] = await once(child, 'close');
  return status === 0 ? { files: await listing(createReadStream(dest)) } : { error: stderr };
}

/** Leaves lines out as long as the fault stays. */
async function smaller(files: FilesCase, fault: string): Promise<FilesCase> {
  let best = files;
  let tries = 0;
  for (const part of ['dockerfile', 'dockerignore', 'setup'] as const)
    for (let at = best[part].length - 1; at >= 0 && tries < SMALLER; at -= 1) {
      const less = { ...best, [part]: best[part].toSpliced(at, 1) };
      tries++;
      if (faultOf(await outcomesOf(less)) === fault) best = less;
    }
  return best;
}

function caseText(files: FilesCase, dockers: Outcome): string {
  const ignore = files.dockerignore.length > 0 ? `--- file .dockerignore\n${files.dockerignore.join('\n')}\n` : '';
  const expected = 'files' in dockers ? `--- expect\n${dockers.files}\n` : '--- expect fails\n';
  return `--- setup\n${script(files)}\n--- Dockerfile\n${files.dockerfile.join('\n')}\n${ignore}${expected}`;
}
