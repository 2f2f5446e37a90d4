import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

/** What a default container of Docker allows to root: no namespaces, no mounts. */
const CONTAINER = join(import.meta.dirname, '../../packages/sandbox/test/support/plain-container.ts');

interface Report {
  readonly tier: string;
  readonly drivers: readonly { readonly driver: string; readonly ok: boolean }[];
  readonly findings: readonly { readonly subject: string; readonly ok: boolean; readonly fix?: string }[];
}

describe.runIf(process.getuid?.() === 0)('in a container that allows nothing', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop();
  });
  afterAll(() => shop[Symbol.dispose]());

  const inside = (args: readonly string[]): Promise<Ran> =>
    shop.strake(args, { behind: [process.execPath, '--no-warnings', CONTAINER] });
  const build = (dockerfile: string, files: Readonly<Record<string, string>>, flags: readonly string[]): Promise<Ran> =>
    inside([
      'build',
      ...shop.base,
      '--progress',
      'plain',
      ...flags,
      shop.context({ Dockerfile: dockerfile, ...files }),
    ]);

  test('doctor says so, what would help, and what works on request', async () => {
    const { code, stdout } = await inside(['doctor', '--json']);
    const { tier, drivers, findings } = JSON.parse(stdout) as Report;
    expect([code, tier]).toEqual([5, 'T0']);
    expect(drivers.filter(({ ok }) => ok).map(({ driver }) => driver)).toEqual(['chroot']);
    expect(findings.find(({ subject }) => subject === 'user namespaces')).toMatchObject({ ok: false });
  });

  test('what needs no RUN is built', async () => {
    expect(await build('FROM busybox\nCOPY a /\n', { a: 'x' }, [])).toMatchObject({ code: 0 });
  });

  test('RUN is refused, and never done with less isolation than was asked for', async () => {
    const { code, stderr } = await build('FROM busybox\nRUN true\n', {}, []);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/cannot make a user namespace[^]*hint: /);
  });

  test('with the driver chroot everything that a Dockerfile has works', async () => {
    const dockerfile = `FROM busybox AS one
RUN --mount=type=cache,target=/cache mkdir /out && echo 1 >/out/a && echo kept >/cache/x
FROM busybox
COPY --from=one /out/a /a
ENV V=value
WORKDIR /work
RUN --mount=type=secret,id=s,target=/run/s --mount=type=cache,target=/cache --mount=type=bind,target=/ctx \\
  cat /run/s /cache/x /ctx/file >all && echo $V >>all && chown 12:34 all && (setsid sleep 1000 &)
USER 12:34
RUN id -u >/tmp/uid && cat /tmp/uid all
`;
    writeFileSync(join(shop.directory, 'secret'), 'hidden\n');
    const dest = join(shop.directory, 'out');
    const flags = ['--driver', 'chroot', '--secret', `id=s,src=${join(shop.directory, 'secret')}`, '-o', dest];
    const ran = await build(dockerfile, { file: 'context\n' }, flags);
    expect(ran.stderr).toMatch(/The driver chroot isolates nothing/);
    expect(ran.code).toBe(0);
    expect(readFileSync(join(dest, 'work/all'), 'utf8')).toBe('hidden\nkept\ncontext\nvalue\n');
    expect(
      ['run/s', 'cache', 'ctx', 'etc/resolv.conf', 'dev/null'].filter((path) => existsSync(join(dest, path))),
    ).toEqual([]);
    expect(readdirSync(join(shop.home, 'scratch')).filter((name) => name !== 'door')).toEqual([]);
  });
});
