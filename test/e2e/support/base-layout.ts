import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'strake';

const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find(
  (file) => existsSync(file) && !readFileSync(file).subarray(0, 4096).includes('/ld-'),
);

/** Whether this machine has a static busybox to make a base image of. */
export const hasBusybox: boolean = BUSYBOX !== undefined;

/** Writes an OCI layout with a busybox image: a shell, the usual users, /tmp. */
export async function writeBaseLayout(layout: string, home: string): Promise<void> {
  if (BUSYBOX === undefined) throw new Error('this machine has no static busybox');
  const rootfs = mkdtempSync(join(tmpdir(), 'strake-rootfs-'));
  try {
    for (const directory of ['bin', 'etc', 'home', 'root', 'tmp', 'usr/bin', 'var'])
      mkdirSync(join(rootfs, directory), { recursive: true });
    chmodSync(rootfs, 0o755);
    chmodSync(join(rootfs, 'tmp'), 0o1777);
    copyFileSync(BUSYBOX, join(rootfs, 'bin/busybox'));
    chmodSync(join(rootfs, 'bin/busybox'), 0o755);
    const applets = spawnSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).stdout.split('\n');
    for (const applet of applets)
      if (applet !== '' && applet !== 'busybox') symlinkSync('busybox', join(rootfs, 'bin', applet));
    writeFileSync(
      join(rootfs, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nnobody:x:65534:65534::/home:/bin/false\n',
    );
    writeFileSync(join(rootfs, 'etc/group'), 'root:x:0:\ndaemon:x:1:\nstaff:x:50:nobody\nnobody:x:65534:\n');
    const dockerfile = { text: 'FROM scratch\nCOPY . /\nENV PATH=/usr/bin:/bin\nCMD ["sh"]\n' };
    await build({ context: rootfs, dockerfile, home, outputs: [{ type: 'oci', dest: layout, tar: false }] });
  } finally {
    rmSync(rootfs, { recursive: true, force: true });
  }
}
