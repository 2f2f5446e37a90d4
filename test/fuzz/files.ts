/**
 * `node test/fuzz/files.ts [--seconds=N] [--seed=N] [--keep=DIRECTORY]`: makes up contexts, ignore files and Dockerfiles of
 * COPY, ADD and WORKDIR, builds them with Docker and with Strake, and compares the files. Needs `docker buildx` and a
 * daemon. Cases for which they differ are made small and written to the directory, as cases for test/conformance/files.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'strake';
import { createRandom } from '../../packages/parser/test/support/mutate.ts';
import { DATE, listing } from '../conformance/files/listing.ts';
import { createMaker, type FilesCase } from './files/made-up.ts';

/** Cases after which the stores are emptied. */
const STORED = 200;
/** Tries to make a case smaller. */
const SMALLER = 80;

/** What Docker refuses because it has not sent it, and what of its messages shows that. */
const NOT_SENT = /not found|no such file|too many links|file does not exist/;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    keep: { type: 'string' },
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
try {
  const make = createMaker(createRandom(Number(values.seed)));
  while (performance.now() < end) await tryCase(make());
} finally {
  spawnSync('chmod', ['-R', 'u+rwx', work]);
  rmSync(work, { recursive: true, force: true });
}
console.log(JSON.stringify(tally));
process.exitCode = tally.faults > 0 ? 1 : 0;

async function tryCase(files: FilesCase): Promise<void> {
  tally.cases++;
  const outcomes = await outcomesOf(files);
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

async function outcomesOf(files: FilesCase): Promise<Outcomes> {
  const context = mkdtempSync(join(work, 'context-'));
  const home = join(work, `home-${Math.floor(tally.cases / STORED)}`);
  if (tally.cases % STORED === 0)
    rmSync(join(work, `home-${tally.cases / STORED - 1}`), { recursive: true, force: true });
  try {
    prepare(files, context);
    return { ours: await builtByUs(context, home), dockers: await builtByDocker(context) };
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

async function builtByUs(context: string, home: string): Promise<Outcome> {
  let files = '';
  const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
    files = await listing(tar);
  };
  try {
    await build({ context, home, outputs: [{ type: 'tar', dest }] });
    return { files };
  } catch (error) {
    return { error: String(error) };
  }
}

async function builtByDocker(context: string): Promise<Outcome> {
  const dest = join(work, 'docker.tar');
  const args = ['buildx', 'build', '-q', '--provenance=false', '-o', `type=tar,dest=${dest}`, context];
  const { status, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
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
