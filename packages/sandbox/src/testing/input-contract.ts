import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RUN_SIGNALS } from '../runtime/run-signal.ts';
import type { RunInput, RunSpec } from '../runtime/sandbox.ts';
import type { PromiseName } from '../drivers.ts';
import { NEVER, runAndCommit, runSpec, type SandboxRig, testIf } from './rig.ts';

/** What commands read, from pipes and terminals, and directories of the host. */
export function inputContract(rig: () => SandboxRig, promises: ReadonlySet<PromiseName>): void {
  const mounted = testIf(promises.has('mounts'));
  const converse = async (
    script: string,
    spec: Partial<RunSpec>,
    speak: (input: RunInput, said: () => string) => void,
  ): Promise<{ readonly code: number; readonly text: string }> => {
    const { session, base } = rig();
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    let text = '';
    let detached = false;
    const attach = (input: RunInput): (() => void) => {
      speak(input, () => text);
      return () => (detached = true);
    };
    const output = (_: string, chunk: Uint8Array): void => void (text += Buffer.from(chunk));
    try {
      const { code } = await session.sandbox.run(snapshot, runSpec(script, spec), { output, attach }, NEVER);
      expect(detached).toBe(true);
      return { code, text };
    } finally {
      await snapshot[Symbol.asyncDispose]();
    }
  };

  test('a pipe: all of it, then its end', async () => {
    const big = Buffer.alloc(300_000, 'x');
    const { text } = await converse('head -n 1; wc -c', { input: 'pipe' }, (input) => {
      void input.write(Buffer.from('line\n'));
      void input.write(big);
      input.end();
    });
    expect(text).toMatch(/^line\n\d+\n$/);
    const whole = await converse('wc -c', { input: 'pipe' }, (input) => {
      void input.write(big).then(() => input.end());
    });
    expect(whole.text).toBe('300000\n');
  });

  test('a pipe that nobody reads hinders nothing', async () => {
    let taken = 0;
    const speak = (input: RunInput): void => {
      void input.write(Buffer.alloc(1_000_000)).then(() => (taken += 1));
      void input.write(Buffer.alloc(1_000_000)).then(() => (taken += 1));
    };
    expect(await converse('exit 4', { input: 'pipe' }, speak)).toEqual({ code: 4, text: '' });
    expect(taken).toBe(2);
  });

  test('a program that splices its input into its output, and waits for more', async () => {
    const { code, text } = await converse('cat; exit 7', { input: 'pipe' }, (input) => {
      void input.write(Buffer.from('one\n'));
      setTimeout(() => void input.write(Buffer.from('two\n')).then(() => input.end()), 300);
    });
    expect([code, text]).toEqual([7, 'one\ntwo\n']);
  });

  test('signals: each reaches the handler of the program', async () => {
    for (const name of RUN_SIGNALS) {
      let timer: NodeJS.Timeout | undefined;
      const script = `trap "exit 9" ${name.slice(3)}; echo up; while :; do sleep 0.05; done`;
      const { code } = await converse(script, {}, (input, said) => {
        timer = setInterval(() => said() === 'up\n' && input.signal(name), 20);
      });
      clearInterval(timer);
      expect([name, code]).toEqual([name, 9]);
    }
  });

  mounted('a terminal: of a size, with job control, and its own', async () => {
    const script = 'test -t 0 && test -t 2 && tty; stty size; read x; echo got $x; cat /dev/tty & sleep 0.1; kill %1';
    const { code, text } = await converse(
      `sh -ic '${script}'`,
      { input: { terminal: { columns: 91, rows: 17 } } },
      (input) => void input.write(Buffer.from('word\n')),
    );
    // What is typed shows where it comes: between any two lines.
    const lines = text.replaceAll('\r', '').split('\n');
    expect(lines.filter((line) => line === '/dev/pts/0' || line === '17 91')).toEqual(['/dev/pts/0', '17 91']);
    expect(text).toMatch(/got word/);
    expect(code).toBe(0);
  });

  mounted('a terminal: interrupts what runs in it', async () => {
    const spec = { input: { terminal: { columns: 80, rows: 24 } } } as const;
    let timer: NodeJS.Timeout | undefined;
    // Again and again, for it counts only once the command has said what to do then.
    const { code } = await converse('trap "exit 9" INT; while :; do sleep 0.05; done', spec, (input) => {
      timer = setInterval(() => void input.write(Buffer.from('\u0003')), 300);
    });
    clearInterval(timer);
    expect(code).toBe(9);
  });

  mounted('a terminal: a command that does not start', async () => {
    const { session, base } = rig();
    await using snapshot = await session.snapshotter.prepare([base], NEVER);
    const spec = runSpec(['/none'], { input: { terminal: { columns: 80, rows: 24 } } });
    const { code } = await session.sandbox.run(snapshot, spec, { output() {} }, NEVER);
    expect(code).toBe(1);
  });

  mounted(
    "a directory of the host: read-only or not, without the host's devices and set-user-id programs",
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'strake-host-'));
      try {
        mkdirSync(join(directory, 'in'));
        writeFileSync(join(directory, 'in/file'), 'of the host');
        symlinkSync('/etc/shadow', join(directory, 'in/link'));
        const mounts = (readonly: boolean): RunSpec['mounts'] => [
          { type: 'host', target: '/host', path: join(directory, 'in'), readonly },
        ];
        const script = 'cat /host/file; cat /host/link; echo new >/host/made; grep " /host " /proc/mounts';
        const frozen = await runAndCommit(rig(), script, { mounts: mounts(true) });
        expect(frozen.stdout).toMatch(/^of the host[^]* ro,nosuid,nodev/);
        expect(frozen.stderr).toMatch(/link[^]*Read-only/);
        const open = await runAndCommit(rig(), 'cat /host/file', { mounts: mounts(false) });
        expect(open).toMatchObject({ stdout: 'of the host', layer: [] });
        if (rig().session.ids !== 'subids') {
          await runAndCommit(rig(), 'echo new >/host/made', { mounts: mounts(false) });
          expect(readFileSync(join(directory, 'in/made'), 'utf8')).toBe('new\n');
        }
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
  );
}
