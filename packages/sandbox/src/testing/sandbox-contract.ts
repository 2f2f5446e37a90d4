import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DriverName, IdMapping } from '../driver.ts';
import { driverOf, type PromiseName } from '../drivers.ts';
import { writeNodes } from './busybox-root.ts';
import { CAPTURE_CASES } from './capture-cases.ts';
import { COMMAND_CASES, type CommandCase, ESCAPE_CASES } from './command-cases.ts';
import { deviceContract } from './device-contract.ts';
import { inputContract } from './input-contract.ts';
import { mountContract } from './mount-contract.ts';
import { networkContract } from './network-contract.ts';
import type { RunSpec } from '../runtime/sandbox.ts';
import { NEVER, runAndCommit, runSpec, type SandboxRig, testIf } from './rig.ts';
import { snapshotContract } from './snapshot-contract.ts';
import { USER_CASES } from './user-cases.ts';

export interface SandboxUnderTest {
  readonly driver: DriverName;
  readonly ids: IdMapping;
  /** A session of that driver on a new store. */
  open(): Promise<SandboxRig & AsyncDisposable>;
}

/** What every driver does: as root, as another user, with many ids and with one. */
export function testSandbox(name: string, { driver, ids, open }: SandboxUnderTest): void {
  describe(name, () => {
    let opened: SandboxRig & AsyncDisposable;
    const rig = (): SandboxRig => opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.[Symbol.asyncDispose]());

    test('says what it is', () => {
      expect({ driver: rig().session.driver, ids: rig().session.ids }).toEqual({ driver, ids });
      const { notes, network, snapshotter } = rig().session;
      expect(notes.length > 0).toBe(ids === 'single' || network === 'host' || snapshotter.name === 'copy');
    });

    const { promises } = driverOf(driver);
    const possible = ({ manyIds = false, needs = [], except = [] }: CommandCase): boolean =>
      (ids !== 'single' || !manyIds) && needs.every((name) => promises.has(name)) && !except.includes(driver);
    describe('a command', () => commandTests(rig, COMMAND_CASES.filter(possible)));
    describe('a command cannot', () => commandTests(rig, ESCAPE_CASES.filter(possible)));
    describe('a layer has', () => commandTests(rig, CAPTURE_CASES.filter(possible)));
    describe('a mount', () => mountContract(rig, promises));
    describe('a network', () => networkContract(rig, promises));
    describe('input', () => inputContract(rig, promises));
    describe('a snapshot', () => snapshotContract(rig));
    const hasUsers = ids !== 'single' && promises.has('users');
    if (hasUsers) userTests(rig, promises);
    else strangerTests(rig, ids);
    if (!promises.has('owners')) feigningTests(rig);
    else if (ids === 'single') loudTests(rig);
    abortTests(rig, hasUsers ? ['', 'www-data'] : ['']);
    outputTests(rig);
    deviceContract(rig, promises.has('mknod'), hasUsers);
    readTests(rig);
    linkTests(rig);
  });
}

function commandTests(rig: () => SandboxRig, cases: readonly CommandCase[]): void {
  test.concurrent.each(cases)(
    '$name',
    async ({ name: _, run, spec, manyIds: __, needs: ___, except: ____, ...expected }) => {
      const outcome = await runAndCommit(rig(), run, spec);
      for (const [key, value] of Object.entries(expected)) {
        const found = outcome[key as keyof typeof expected];
        if (value instanceof RegExp) expect(found).toMatch(value);
        else expect(found).toEqual(value);
      }
    },
  );
}

function userTests(rig: () => SandboxRig, promises: ReadonlySet<PromiseName>): void {
  test.each(USER_CASES)('USER $user', async ({ user, id, home, error, message }) => {
    const outcome = runAndCommit(rig(), 'id; echo $HOME; pwd', { user });
    if (error !== undefined) await expect(outcome).rejects.toMatchObject({ code: error, message });
    else expect((await outcome).stdout).toBe(`${id}\n${home}\n/\n`);
  });

  test('an id that is not mapped is an error that says so', async () => {
    const run = runAndCommit(rig(), 'id -u', { user: '99999' });
    if (rig().session.ids === 'identity') expect((await run).stdout).toBe('99999\n');
    else await expect(run).rejects.toMatchObject({ code: 'RUN_USER_INVALID', hint: expect.stringContaining('subuid') });
  });

  testIf(promises.has('host-processes'))('a user gets no capabilities and can write to its output', async () => {
    const script = "awk '/^CapPrm|^CapEff|^CapBnd/ { print $2 }' /proc/self/status; echo out >/dev/stdout";
    const { stdout } = await runAndCommit(rig(), script, { user: 'www-data' });
    expect(stdout).toBe('0000000000000000\n0000000000000000\n00000000a80425fb\nout\n');
  });

  test.each(UNREADABLE)('%s for a passwd file tells nothing and blocks nothing', async (_, node) => {
    const above = [await writeNodes(rig().layers, { etc: { type: 'directory' }, 'etc/passwd': node })];
    await expect(runAndCommit(rig(), 'true', { above, user: 'daemon' })).rejects.toMatchObject({
      code: expect.stringMatching(/^RUN_USER_(INVALID|NOT_FOUND)$/),
    });
  });

  test.each(UNREADABLE)('%s for accounts hinders nobody who needs none, as in Docker', async (_, node) => {
    // Programs that look a name up wait for a fifo, too.
    const script = 'touch /tmp/f; stat -c "%u %g" /tmp/f; echo $HOME';
    const etc = { type: 'directory' } as const;
    const above = [await writeNodes(rig().layers, { etc, 'etc/passwd': node, 'etc/group': node })];
    for (const [user, said] of [
      ['', '0 0\n/\n'],
      ['5:6', '5 6\n/\n'],
      ['root:6', '0 6\n/\n'],
    ] as const) {
      const run = runAndCommit(rig(), script, { above, user });
      if (node === LINK_OUT || rig().session.driver !== 'runc') expect((await run).stdout).toBe(said);
      // It reads them itself, whoever runs.
      else await expect(run).rejects.toMatchObject({ code: 'RUN_USER_INVALID', hint: expect.any(String) });
    }
  });
}

const LINK_OUT = { type: 'symlink', target: '/../../../etc/passwd' } as const;

/** What is no file that accounts can be read from. */
const UNREADABLE = [
  ['a fifo', { type: 'fifo' as const }],
  ['a link out of the root', LINK_OUT],
  ['a directory', { type: 'directory' as const }],
  ['a file of 11 MB', 'daemon:x:1:1::/:\n'.padEnd(11 << 20, '#')],
] as const;

function strangerTests(rig: () => SandboxRig, ids: IdMapping): void {
  test('USER other than root is refused', async () => {
    await expect(runAndCommit(rig(), 'true', { user: 'www-data' })).rejects.toMatchObject({
      code: ids === 'single' ? 'SINGLE_UID_USER' : 'DRIVER_LIMIT',
      hint: expect.stringContaining(ids === 'single' ? 'doctor' : '--driver'),
    });
  });
}

function loudTests(rig: () => SandboxRig): void {
  test('chown fails loudly', async () => {
    const { code, stderr } = await runAndCommit(rig(), 'touch /f; chown 33 /f');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Invalid argument')]);
  });
}

function feigningTests(rig: () => SandboxRig): void {
  test('chown seems to work, and the layer has root for owner', async () => {
    const script = 'touch /f && chown 33:50 /f && chown -h 7 /f && chgrp 9 /f && stat -c %u:%g /f';
    const { code, stdout, layer } = await runAndCommit(rig(), script);
    expect({ code, stdout, layer }).toEqual({ code: 0, stdout: '0:0\n', layer: ['f file 644 0:0 0'] });
    expect(rig().session.notes.join()).toMatch(/^Degraded ownership/);
  });

  test('owners that mounts ask for are root too', async () => {
    const owner = { uid: 5, gid: 6, mode: 0o710 };
    const mounts: RunSpec['mounts'] = [
      { type: 'cache', target: '/c', id: 'owned', sharing: 'shared', readonly: false, ...owner },
      { type: 'file', target: '/s', data: Buffer.from('x'), ...owner },
    ];
    expect((await runAndCommit(rig(), 'stat -c %a:%u:%g /c /s', { mounts })).stdout).toBe('710:0:0\n710:0:0\n');
  });

  test('apt stays root, and the layer does not have that setting', async () => {
    const settings = ['etc/apt', 'etc/apt/apt.conf.d'].map((path) => [path, { type: 'directory' }] as const);
    const above = [await writeNodes(rig().layers, Object.fromEntries(settings))];
    const { stdout, layer } = await runAndCommit(rig(), 'cat /etc/apt/apt.conf.d/*; touch /x', { above });
    expect({ stdout, layer }).toEqual({ stdout: 'APT::Sandbox::User "root";\n', layer: ['x file 644 0:0 0'] });
  });
}

function abortTests(rig: () => SandboxRig, users: readonly string[]): void {
  test.each(users)('abort as user %j ends every descendant', async (user) => {
    const { session, base } = rig();
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    const controller = new AbortController();
    const script = 'trap "" TERM INT; setsid sh -c "trap \\"\\" TERM; echo up; sleep 1000" & sleep 1000';
    const output = (): void => controller.abort();
    const run = session.sandbox.run(snapshot, runSpec(script, { user }), { output }, controller.signal);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    // Nothing holds the snapshot any more.
    await snapshot[Symbol.asyncDispose]();
  });

  test.each([0, 1, 5, 20])('abort after %i ms', async (delay) => {
    const { session, base } = rig();
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    const controller = new AbortController();
    const run = session.sandbox.run(snapshot, runSpec('sleep 1000'), { output() {} }, controller.signal);
    setTimeout(() => controller.abort(), delay);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await snapshot[Symbol.asyncDispose]();
  });
}

function outputTests(rig: () => SandboxRig): void {
  test('output comes while the command runs', async () => {
    const { session, base } = rig();
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    let seen = '';
    const spec = runSpec('echo first; while ! test -e /go; do sleep 0.01; done; echo second', {
      mounts: [],
    });
    const controller = new AbortController();
    const output = (_: string, chunk: Uint8Array): void => {
      seen += Buffer.from(chunk);
      controller.abort();
    };
    await expect(session.sandbox.run(snapshot, spec, { output }, controller.signal)).rejects.toThrow();
    expect(seen).toBe('first\n');
    await snapshot[Symbol.asyncDispose]();
  });

  test('much output arrives whole and in order', async () => {
    const { stdout } = await runAndCommit(rig(), 'seq 1 300000');
    expect(stdout).toBe(Array.from({ length: 300_000 }, (_, i) => `${i + 1}\n`).join(''));
  });
}

function readTests(rig: () => SandboxRig): void {
  test('files can be read, confined to the root', async () => {
    const { session, base } = rig();
    await using snapshot = await session.snapshotter.prepare([base], NEVER);
    const script = 'echo text >/file; ln -s /../../../../file /link; ln -s /proc/1/root /out; mkfifo /fifo; mkdir /dir';
    await session.sandbox.run(snapshot, runSpec(script), { output() {} }, NEVER);
    for (const path of ['/file', 'file', '/link', '/../../file']) {
      expect(Buffer.from(await snapshot.readFile(path, NEVER)).toString()).toBe('text\n');
    }
    for (const path of ['/none', '/fifo', '/dir', '/out/etc/passwd']) {
      await expect(snapshot.readFile(path, NEVER)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    }
  });
}

function linkTests(rig: () => SandboxRig): void {
  const nodes = { link: { type: 'symlink', target: '/../../../tmp' }, file: 'x', fifo: { type: 'fifo' } } as const;
  const cases = ['proc', 'dev', 'sys'].flatMap((path) =>
    Object.entries(nodes).map(([kind, node]) => ({ path, kind, node })),
  );
  test.each(cases)('/$path of an image that is a $kind is refused', async ({ path, node }) => {
    const above = [await writeNodes(rig().layers, { [path]: node })];
    await expect(runAndCommit(rig(), 'true', { above })).rejects.toMatchObject({ code: 'RUN_FAILED' });
  });
}
