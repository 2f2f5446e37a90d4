/** What is planted as a secret stays out of all that a build leaves behind or says (CWE-532, CWE-312), in every driver. */
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driverOf } from '../../packages/sandbox/src/drivers.ts';
import { USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { openWorkshop, type Workshop } from '../e2e/support/strake.ts';

const OF_FILE = 'planted in a file: n0b0dy/sees+this';
const OF_ENV = 'planted in a variable: n0r?this&one';
const PLANTED = [OF_FILE, OF_ENV].flatMap((value) => [
  value,
  value.split(': ')[1] ?? value,
  encodeURIComponent(value),
  ...[0, 1, 2].map((before) =>
    Buffer.from('x'.repeat(before) + value)
      .toString('base64')
      .slice(4, -8),
  ),
]);

/** The command that is running while the files are searched. */
const PAUSE = 'sleep 1.87';
const DOCKERFILE = `FROM busybox
ARG NAME=value
RUN --mount=type=secret,id=file --mount=type=secret,id=env,env=TOKEN --mount=type=cache,target=/c \\
  cat /run/secrets/file; echo "$TOKEN"; base64 /run/secrets/file; echo "y$TOKEN" | base64; \\
  printf %s "$TOKEN" | sed 's/:/%3A/g; s/ /%20/g; s/?/%3F/g; s/&/%26/g'; echo; env >/dev/null; touch /made /c/kept; ${PAUSE}
RUN --mount=type=secret,id=file,target=/deep/in/the/image,mode=0444 cat /deep/in/the/image | wc -c
`;
const FAILING = `${DOCKERFILE}RUN --mount=type=secret,id=env,env=TOKEN echo "$TOKEN"; exit 3\n`;

let shop: Workshop;
let file: string;
beforeAll(async () => {
  shop = await openWorkshop();
  file = join(shop.directory, 'planted');
  writeFileSync(file, OF_FILE);
});
afterAll(() => shop[Symbol.dispose]());

describe.each(USABLE)('%s', (driver) => {
  const { promises } = driverOf(driver);
  const network = promises.has('networks') ? [] : ['--allow', 'network.host', '--network', 'host'];

  test.each([
    ['what was built', DOCKERFILE, 0],
    ['what failed', FAILING, 3],
  ])('secrets are in no blob, record, history, log, error or metadata: %s', async (name, dockerfile, expected) => {
    const context = shop.context({ Dockerfile: dockerfile });
    const place = (what: string): string => join(shop.directory, `${driver}-${expected}-${what}`);
    const outputs = [
      ...['-o', `type=oci,dest=${place('oci.tar')}`, '-o', `type=docker,dest=${place('docker.tar')}`],
      ...['-o', `type=local,dest=${place('files')}`, '--metadata-file', place('metadata'), '--iidfile', place('id')],
      ...['--cache-to', `type=local,dest=${place('cache')},mode=max`, '--cache-mounts-to', place('cache-mounts')],
      ...['--on-error', `save=${place('saved')}`, '-t', `${name.replaceAll(' ', '-')}:1`],
    ];
    const secrets = ['--secret', `id=file,src=${file}`, '--secret', 'id=env,env=PLANTED'];
    const args = ['build', ...shop.base, '--driver', driver, ...network, '--no-cache', ...secrets, ...outputs];
    const running = shop.strake([...args, '--progress', expected === 0 ? 'rawjson' : 'plain', context], {
      env: { PLANTED: OF_ENV },
    });
    const whileItRuns = await Promise.race([paused().then(() => found(shop.directory)), running]);
    // There, files of a command can only be files.
    if (promises.has('mounts')) expect(whileItRuns).toEqual([]);
    const { code, stdout, stderr } = await running;
    expect({ code: code === 0, said: PLANTED.filter((text) => (stdout + stderr).includes(text)) }).toEqual({
      code: expected === 0,
      said: [],
    });
    expect(stderr).toContain('****');
    expect(found(shop.directory)).toEqual([]);
  });
});

/** When the command of the first RUN has come to its end. */
async function paused(): Promise<void> {
  const isIt = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1') === `${PAUSE.replace(' ', '\0')}\0`;
    } catch {
      return false;
    }
  };
  while (!readdirSync('/proc').some((name) => /^\d+$/.test(name) && isIt(name)))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Files below a directory that have something planted in them, packed or not, but for the one that it comes from. */
function found(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== file && PLANTED.some((text) => path.includes(text) || bytesOf(path).includes(text)));
}

function bytesOf(path: string): Buffer {
  try {
    if (!lstatSync(path).isFile()) return Buffer.alloc(0);
    const bytes = readFileSync(path);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  } catch (error) {
    // Gone meanwhile, or no whole archive yet.
    if (error instanceof Error) return Buffer.alloc(0);
    throw error;
  }
}
