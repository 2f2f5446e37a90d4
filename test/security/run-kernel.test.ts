/** What of the kernel and of the machine a command must not reach, in every driver that isolates. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driverOf } from '../../packages/sandbox/src/drivers.ts';
import { runAndCommit, type SandboxRig } from '../../packages/sandbox/src/testing.ts';
import { openRig, USABLE } from '../../packages/sandbox/test/support/rig.ts';

/** As in /proc/PID/status. */
const DOCKER_CAPABILITIES = 0xa80425fbn;
const DRIVERS = USABLE.filter((driver) => driverOf(driver).promises.has('host-files'));

describe.each(DRIVERS)('RUN with %s cannot', (driver) => {
  const { promises } = driverOf(driver);
  let rig: SandboxRig & AsyncDisposable;
  beforeAll(async () => {
    rig = await openRig(driver);
  });
  afterAll(() => rig?.[Symbol.asyncDispose]());

  const said = async (...[script, spec]: [string, Parameters<typeof runAndCommit>[2]?]): Promise<string> =>
    (await runAndCommit(rig, script, spec)).stdout;

  // Opened and not written: where the protection is missing, the machine stays as it is.
  test('open a setting of the kernel for writing', async () => {
    const places = '/proc/sys /proc/irq /proc/bus /proc/fs /proc/sysrq-trigger /sys';
    const open = `busybox find ${places} -type f | while read -r f; do true 2>/dev/null >>"$f" && echo "$f"; done | head -n 5; echo end`;
    for (const network of ['none', 'host'] as const) expect(await said(open, { network })).toBe('end\n');
  });

  test('read what the kernel keeps of others', async () => {
    const masked = '/proc/keys /proc/kcore /proc/timer_list /proc/interrupts /proc/sched_debug /proc/latency_stats';
    const directories = '/sys/firmware /proc/acpi /proc/scsi /sys/devices/virtual/powercap';
    expect(await said(`cat ${masked} 2>/dev/null | head -c 9 | wc -c; busybox find ${directories} -type f`)).toBe(
      '0\n',
    );
  });

  test("read a process of the sandbox's own", async () => {
    const script = 'for p in /proc/[0-9]*; do tr "\\0" " " <$p/environ; done 2>/dev/null; echo end';
    expect(await said(script.replace('tr', 'busybox tr'), { env: ['PATH=/bin', 'ONLY=this'] })).toMatch(
      /^((PATH=\/bin|ONLY=this|HOME=\/\S*|SHLVL=\d|PWD=\/|OLDPWD=\/|_=\S+) )*end\n$/,
    );
  });

  test('see abstract sockets of the host (CVE-2020-15257)', async () => {
    const name = `strake-${randomUUID()}`;
    const server = createServer().listen({ path: `\0${name}` });
    await once(server, 'listening');
    try {
      expect(await said(`grep -c ${name} /proc/net/unix`, { network: 'host' })).toBe('1\n');
      const networks = rig.session.network === 'host' ? (['none'] as const) : (['none', 'default'] as const);
      for (const network of networks) expect(await said(`grep -c ${name} /proc/net/unix`, { network })).toBe('0\n');
    } finally {
      server.close();
    }
  });

  test('raise its rights beyond those of Docker', async () => {
    // With no_new_privs nothing is gained from the bounding set.
    const sets = promises.has('set-user-id') ? 'Eff|Prm|Inh|Amb|Bnd' : 'Eff|Prm|Inh|Amb';
    const sought = await said(`grep -E "^Cap(${sets})" /proc/self/status | busybox cut -f2`);
    const beyond = sought
      .trim()
      .split('\n')
      .filter((hex) => (BigInt(`0x${hex}`) & ~DOCKER_CAPABILITIES) !== 0n);
    expect({ count: sought.trim().split('\n').length, beyond }).toEqual({ count: sets.split('|').length, beyond: [] });
  });
});
