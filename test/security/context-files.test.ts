import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'strake';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildGuarded, type GuardedOutcome } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());
let directory: string;
beforeEach(() => {
  directory = place.inside();
});

/** What a build of one instruction makes. */
function attempt(
  input: Omit<Parameters<typeof buildGuarded>[1], 'dockerfile'>,
  copy = 'COPY . /c/',
): Promise<GuardedOutcome> {
  return buildGuarded(place, { ...input, dockerfile: { text: `FROM scratch\n${copy}\n` } });
}

describe('links of a context that lead out of it (CVE-2024-23651, CVE-2018-15664)', () => {
  test.each([
    ['absolute', () => join(place.outside, 'canary')],
    ['relative', () => '../../canary'],
    ['through a link to a directory', () => 'up/canary'],
  ])('%s: copied as links, not followed', async (_, target) => {
    symlinkSync('../..', join(directory, 'up'));
    symlinkSync(target(), join(directory, 'l'));
    const { files, error } = await attempt({ context: directory });
    expect(error).toBe('');
    expect(files).toContain(`c/l 120777 -> ${target()}`);
    expect((await attempt({ context: directory }, 'COPY l /c/')).error).toMatch(/not found|no such|does not exist/i);
    expect((await attempt({ context: directory }, 'COPY up/etc/passwd /c/')).error).not.toBe('');
  });

  test('the Dockerfile and the ignore file are no way to read others (CVE-2026-44517)', async () => {
    symlinkSync(join(place.outside, 'canary'), join(directory, 'Dockerfile'));
    symlinkSync(join(place.outside, 'canary'), join(directory, '.dockerignore'));
    const home = join(directory, 'home');
    await expect(build({ context: directory, home })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { files } = await attempt({ context: directory });
    expect(files.map((line) => line.split(' ')[0])).toContain('c/.dockerignore');
  });
});

test('a directory that becomes a link while the build reads it (CVE-2024-11218, CVE-2018-15664, CVE-2026-42306, GHSA-vp62-88p7-qqf5)', async () => {
  for (let i = 0; i < 50; i++) {
    mkdirSync(join(directory, `d${i}`), { recursive: true });
    writeFileSync(join(directory, `d${i}`, 'canary'), 'mine');
  }
  symlinkSync(place.outside, join(directory, 'link'));
  const stop = new AbortController();
  const swapping = (async () => {
    for (let i = 0; !stop.signal.aborted; i = (i + 1) % 50) {
      const path = join(directory, `d${i}`);
      renameSync(path, `${path}.away`);
      symlinkSync(place.outside, path);
      await new Promise((resolve) => setImmediate(resolve));
      rmSync(path);
      renameSync(`${path}.away`, path);
    }
  })();
  for (let round = 0; round < 5; round++) await attempt({ context: directory });
  stop.abort();
  await swapping;
});

describe('names', () => {
  test('with line feeds and escape codes', async () => {
    for (const name of ['a\nb', '\u001b]0;t\u0007', '-rf', '$(id)', '\\', ' '])
      writeFileSync(join(directory, name), 'x');
    const { files, error } = await attempt({ context: directory });
    expect(error).toBe('');
    expect(files).toHaveLength(7);
  });
});

describe('archives as contexts', () => {
  const tar = (script: string): string => {
    const file = join(directory, 'a.tar');
    const lines = ['import io, sys, tarfile', 't = tarfile.open(sys.argv[1], "w", format=tarfile.PAX_FORMAT)'];
    const define = ['def add(name, type=tarfile.REGTYPE, link="", data=b"hostile", **pax):'];
    const body = ['i = tarfile.TarInfo(name)', 'i.type, i.linkname, i.pax_headers = type, link, pax'];
    const rest = ['i.size = len(data) if type == tarfile.REGTYPE else 0', 't.addfile(i, io.BytesIO(data))'];
    const text = [...lines, ...define, ...[...body, ...rest].map((line) => `  ${line}`), script, 't.close()'];
    execFileSync('python3', ['-c', text.join('\n'), file]);
    return file;
  };

  test.each([
    ['.. (CVE-2021-32803, CVE-2026-23745, CVE-2026-28406)', 'add("../canary")'],
    ['.. inside (CVE-2021-37713)', 'add("a/../../canary")'],
    ['a file below a link (CVE-2021-32803)', 'add("l", tarfile.SYMTYPE, "../..")\nadd("l/canary")'],
    ['links below links (CVE-2021-37701)', 'add("l", tarfile.SYMTYPE, "..")\nadd("l/m", tarfile.SYMTYPE, "..")'],
    ['a hard link out of it (CVE-2026-24842)', 'add("h", tarfile.LNKTYPE, "../canary")'],
    ['a hard link to an absolute name', 'add("h", tarfile.LNKTYPE, "/etc/passwd")'],
    ['a hard link through a link', 'add("l", tarfile.SYMTYPE, "/etc")\nadd("h", tarfile.LNKTYPE, "l/passwd")'],
    ['a huge extended header', 'add("a", comment="x" * 2000000)'],
  ])('%s is refused', async (_, script) => {
    expect((await attempt({ context: tar(script) })).error).toMatch(/cannot use .* as a build context|lies below/);
  });

  test('absolute names lie inside, links stay links (CVE-2021-32804)', async () => {
    const script = `add("/abs")\nadd("l", tarfile.SYMTYPE, "${place.outside}")`;
    const { files, error } = await attempt({ context: tar(script) });
    if (error === '') expect(files).toEqual(['c 40755', 'c/abs 100644 1 hostile', `c/l 120777 -> ${place.outside}`]);
    else expect(error).toMatch(/cannot use/);
    expect((await attempt({ context: tar(script) }, 'COPY l/canary /c/')).error).not.toBe('');
  });

  test('a Dockerfile that is a link out of the archive', async () => {
    const context = tar(`add("Dockerfile", tarfile.SYMTYPE, "${place.outside}/canary")`);
    const home = join(directory, 'home');
    await expect(build({ context, home })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a million entries and more meet the limit (CVE-2024-28863)', async () => {
    async function* archive(): AsyncGenerator<Uint8Array> {
      const header = execFileSync('python3', [
        '-c',
        'import sys,tarfile;sys.stdout.buffer.write(tarfile.TarInfo("a").tobuf())',
      ]);
      const block = Buffer.concat(Array.from({ length: 2000 }, () => header));
      for (let i = 0; i < 501; i++) yield block;
    }
    expect((await attempt({ context: archive() })).error).toMatch(/1000000|1,000,000|entries/);
  });
});
