import type { DriverName } from '../driver.ts';
import type { PromiseName } from '../drivers.ts';
import type { RunMount, RunSpec } from '../runtime/sandbox.ts';

/** A command and what comes of it. What is absent is not looked at. */
export interface CommandCase {
  readonly name: string;
  readonly run: readonly string[] | string;
  readonly spec?: Partial<RunSpec>;
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string | RegExp;
  /** Entries of the layer. */
  readonly layer?: readonly string[];
  /** Whether it needs ids other than 0. */
  readonly manyIds?: boolean;
  /** What the driver must promise. */
  readonly needs?: readonly PromiseName[];
  /** Drivers whose program has a way of its own here. */
  readonly except?: readonly DriverName[];
}

const tool = (target: string, text = '#!/bin/sh\necho $0\n', mode = 0o755): RunMount => ({
  type: 'file',
  target,
  data: Buffer.from(text),
  mode,
  uid: 0,
  gid: 0,
});

/** How commands end and what they see: measured on Docker 28.5 (BuildKit with runc 1.3). */
export const COMMAND_CASES: readonly CommandCase[] = [
  { name: 'success', run: 'true', code: 0, stdout: '', stderr: '', layer: [] },
  { name: 'an exit code', run: 'exit 3', code: 3 },
  { name: 'an exit code of more than 8 bits', run: 'exit 300', code: 44 },
  { name: 'a killed child', run: 'sh -c "kill -9 \\$\\$"; exit $?', code: 137 },
  {
    name: 'the first process is immune to its own signals',
    run: 'kill -9 $$; echo alive',
    code: 0,
    stdout: 'alive\n',
    needs: ['host-processes'],
  },
  { name: 'both streams', run: 'echo out; echo err >&2', stdout: 'out\n', stderr: 'err\n' },
  {
    name: 'no such program on PATH',
    run: ['foo'],
    code: 1,
    stderr: /^exec: "foo": executable file not found in \$PATH\n$/,
  },
  {
    name: 'no such file',
    run: ['/bin/nope'],
    code: 1,
    stderr: /^exec: "\/bin\/nope": stat \/bin\/nope: no such file or directory\n$/,
  },
  {
    name: 'a program on a relative PATH',
    run: ['sh'],
    spec: { env: ['PATH=none:bin:/bin'], cwd: '/' },
    code: 1,
    stderr: /exec: "sh": cannot run executable found relative to current directory\n$/,
  },
  {
    name: 'a program before a relative PATH',
    run: ['tool'],
    spec: { env: ['PATH=/tools::/bin'], cwd: '/tmp', mounts: [tool('/tmp/tool'), tool('/tools/tool')] },
    stdout: '/tools/tool\n',
  },
  {
    name: 'a program when PATH is empty',
    run: ['tool'],
    spec: { env: ['PATH='], cwd: '/tmp', mounts: [tool('/tmp/tool')] },
    code: 1,
    stderr: /exec: "tool": executable file not found in \$PATH\n$/,
  },
  {
    name: 'a path through a file',
    run: ['/etc/passwd/x'],
    code: 1,
    stderr: 'exec: "/etc/passwd/x": stat /etc/passwd/x: not a directory\n',
  },
  {
    name: 'a program when PATH is empty, in the root',
    run: ['tool'],
    spec: { env: ['PATH='], cwd: '/', mounts: [tool('/tool')] },
    code: 1,
    stderr: 'exec: "tool": executable file not found in $PATH\n',
  },
  {
    name: 'a script that only root may execute: what it may read is for the user to say',
    run: ['/mine'],
    spec: { user: '99', mounts: [tool('/mine', '#!/bin/sh\n', 0o700)] },
    code: 2,
    stderr: /can't open '\/mine': Permission denied/,
    manyIds: true,
    needs: ['users'],
  },
  { name: 'a directory', run: ['/bin'], code: 1, stderr: /exec: "\/bin": is a directory\n$/ },
  { name: 'a file that is no program', run: ['/etc/passwd'], code: 1, stderr: /permission denied\n$/ },
  {
    name: 'a program of no known format',
    run: ['/bad'],
    spec: { mounts: [tool('/bad', 'bad')] },
    code: 255,
    stdout: '',
    stderr: 'exec /bad: exec format error\n',
  },
  {
    name: 'an empty program, which a shell would take for a script',
    run: ['bad'],
    spec: { env: ['PATH=/none:/tools'], mounts: [tool('/tools/bad', '')] },
    code: 255,
    stdout: '',
    stderr: 'exec /tools/bad: exec format error\n',
  },
  {
    name: 'a script of a missing interpreter',
    run: ['/bad'],
    spec: { mounts: [tool('/bad', '#!/nope\n')] },
    code: 255,
    stderr: 'exec /bad: no such file or directory\n',
  },
  {
    name: 'a script of an interpreter that is no program',
    run: ['/bad'],
    spec: { mounts: [tool('/bad', '#!/etc/passwd\n')] },
    code: 255,
    stderr: 'exec /bad: permission denied\n',
  },
  {
    name: 'such a script in a directory of PATH that ends with a slash, whose name is not ASCII',
    run: ['bäd'],
    spec: { env: ['PATH=/tools/'], mounts: [tool('/tools/bäd', '#!/nope\n')] },
    code: 255,
    stderr: 'exec /tools/bäd: no such file or directory\n',
  },
  {
    name: 'a program with a NUL in its name',
    run: ['/bin/sh\0x'],
    code: 1,
    stderr: 'exec: "/bin/sh\\u0000x": stat /bin/sh\0x: invalid argument\n',
  },
  {
    name: 'an argument with a NUL, which the program would get only the beginning of',
    run: ['/bin/sh', '-c', 'echo a\0b'],
    code: 255,
    stdout: '',
    stderr: 'exec /bin/sh: invalid argument\n',
  },
  {
    name: 'a variable with a NUL',
    run: 'echo $A',
    spec: { env: ['PATH=/bin', 'A=a\0b'] },
    code: 1,
    stdout: '',
    stderr: /invalid environment variable "A": contains nul byte/,
  },
  {
    name: 'a command that says what a runtime could',
    run: 'echo "bwrap: execvp /x: No such file or directory" >&2; exit 3',
    code: 3,
    stderr: 'bwrap: execvp /x: No such file or directory\n',
  },
  {
    name: 'exactly the environment, and HOME',
    run: ['/bin/env'],
    spec: { env: ['A=b c', 'PATH=/bin', 'E='] },
    stdout: 'A=b c\nPATH=/bin\nE=\nHOME=/root\n',
    // It sets PWD.
    except: ['bwrap'],
  },
  { name: 'HOME that is given', run: 'echo $HOME', spec: { env: ['PATH=/bin', 'HOME=/x'] }, stdout: '/x\n' },
  {
    name: 'HOME that is empty, which is none',
    run: ['/bin/env'],
    spec: { env: ['PATH=/bin', 'HOME=', 'A=b'] },
    stdout: 'PATH=/bin\nHOME=/root\nA=b\n',
    // It sets PWD.
    except: ['bwrap'],
  },
  {
    name: 'an environment that fills no pipe at once',
    run: 'echo ${#BIG}',
    spec: { env: ['PATH=/bin', `BIG=${'x'.repeat(100_000)}`] },
    stdout: '100000\n',
  },
  { name: 'no input', run: 'wc -c; test -t 0 || echo no tty', stdout: '0\nno tty\n' },
  { name: 'umask', run: 'umask', stdout: '0022\n' },
  { name: 'the hostname', run: 'hostname; hostname other', code: 1, stdout: 'buildkitsandbox\n', needs: ['networks'] },
  {
    name: 'hosts',
    run: 'cat /etc/hosts',
    spec: { extraHosts: [{ host: 'db', ip: '10.0.0.9' }] },
    stdout: '127.0.0.1\tlocalhost buildkitsandbox\n::1\tlocalhost ip6-localhost ip6-loopback\n10.0.0.9\tdb\n',
    layer: [],
  },
  {
    name: 'hosts and resolv.conf stay',
    run: 'echo x >/etc/hosts; rm /etc/resolv.conf; mv /etc/hosts /x; ls /etc',
    stdout: 'group\nhosts\npasswd\nresolv.conf\n',
    stderr: /Read-only file system[^]*busy[^]*busy/,
    layer: [],
    needs: ['mounts'],
  },
  {
    name: 'devices',
    run: 'ls -A /dev | grep -v -e core -e console; echo x >/dev/null; head -c 3 /dev/zero | wc -c',
    stdout: 'fd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\n3\n',
    layer: [],
    needs: ['mounts'],
  },
  {
    name: 'no descriptor above 2 but the one that lists',
    run: 'for f in /proc/$$/fd/*; do echo ${f##*/}; done',
    stdout: '0\n1\n2\n3\n',
    needs: ['host-processes'],
  },
  {
    name: 'the output can be reopened',
    run: 'echo hi >/dev/stdout; echo ho >/dev/stderr',
    stdout: 'hi\n',
    stderr: 'ho\n',
    needs: ['host-processes'],
  },
  {
    name: "Docker's capabilities and a filter",
    run: "awk '/^Cap|^Seccomp:|^NoNew/ { print $1 $2 }' /proc/self/status",
    stdout:
      'CapInh:0000000000000000\nCapPrm:00000000a80425fb\nCapEff:00000000a80425fb\nCapBnd:00000000a80425fb\n' +
      'CapAmb:0000000000000000\nNoNewPrivs:0\nSeccomp:2\n',
    needs: ['set-user-id', 'system-calls'],
  },
  {
    name: "no more than Docker's capabilities, and a filter",
    run: "awk '/^CapEff|^Seccomp:/ { print $2 }' /proc/self/status",
    stdout: '00000000a80425fb\n2\n',
    needs: ['system-calls'],
  },
  {
    name: 'fewer capabilities',
    run: "awk '/^CapEff/ { print $2 }' /proc/self/status",
    spec: { capabilities: ['CAP_KILL', 'CAP_NET_BIND_SERVICE'] },
    stdout: '0000000000000420\n',
    needs: ['system-calls'],
  },
  {
    name: 'no capabilities',
    run: "awk '/^CapEff|^CapBnd/ { print $2 }' /proc/self/status",
    spec: { capabilities: [] },
    stdout: '0000000000000000\n0000000000000000\n',
    needs: ['set-user-id', 'system-calls'],
  },
  {
    name: 'a read-only root: only mounts, /dev and /dev/shm can be written',
    run: 'for d in / /etc /tmp /m /dev /dev/shm /etc/hosts; do f=$d; [ -f $d ] || f=$d/x; echo >>$f 2>/dev/null && echo $d; done',
    spec: { readonlyRoot: true, mounts: [{ type: 'tmpfs', target: '/m' }] },
    stdout: '/m\n/dev\n/dev/shm\n',
    needs: ['mounts'],
  },
  {
    name: 'only its own processes',
    run: 'for p in /proc/[0-9]*; do echo ${p#/proc/}; done; readlink /proc/1/exe',
    stdout: '1\n/bin/busybox\n',
    needs: ['host-processes'],
  },
  {
    name: 'its own network',
    run: 'tail -n +3 /proc/net/dev | sed "s/:.*//; s/ //g"',
    stdout: 'lo\n',
    needs: ['networks'],
  },
  {
    name: 'the interfaces of its own network',
    run: 'ls /sys/class/net; cat /sys/class/net/lo/flags',
    stdout: 'lo\n0x9\n',
    // It cannot mount sysfs: commands see that of the host, read-only.
    except: ['bwrap'],
    needs: ['networks'],
  },
  {
    name: 'shared memory of 64 MiB',
    run: 'grep -o "/dev/shm.*size=[0-9]*k" /proc/mounts | grep -o size.*',
    stdout: 'size=65536k\n',
    needs: ['mounts'],
  },
  {
    name: 'shared memory of a size',
    run: 'grep -o "shm.*size=[0-9]*k" /proc/mounts | grep -o size.*',
    spec: { shmSize: 1 << 20 },
    stdout: 'size=1024k\n',
    needs: ['mounts'],
  },
  {
    name: 'limits',
    run: 'ulimit -Sn; ulimit -Hn',
    spec: { ulimits: [{ name: 'nofile', soft: 100, hard: 200 }] },
    stdout: '100\n200\n',
  },
  {
    name: 'a missing working directory is made',
    run: 'pwd; stat -c "%n %a %u:%g" /new /new/dir',
    spec: { cwd: '/new/dir' },
    stdout: '/new/dir\n/new 755 0:0\n/new/dir 755 0:0\n',
    layer: ['new directory 755 0:0', 'new/dir directory 755 0:0'],
  },
  {
    name: "a missing working directory is the user's",
    run: 'stat -c "%n %u:%g" /new /new/dir',
    spec: { cwd: '/new/dir', user: 'www-data' },
    stdout: '/new 33:33\n/new/dir 33:33\n',
    manyIds: true,
    needs: ['users'],
  },
  {
    name: 'host network',
    run: 'test -e /sys/class/net/lo && ls /sys/fs/cgroup && echo yes',
    spec: { network: 'host' },
    stdout: 'yes\n',
    needs: ['mounts'],
  },
];

/** What must not work, whoever asks. */
export const ESCAPE_CASES: readonly CommandCase[] = [
  {
    name: 'use a block device',
    run: 'mknod /tmp/disk b 7 1; dd if=/tmp/disk bs=1 count=1 2>/dev/null | wc -c; rm /tmp/disk',
    stdout: '0\n',
    layer: [],
    needs: ['devices'],
  },
  {
    name: 'use the memory',
    run: 'mknod /dev/m c 1 1; dd if=/dev/m bs=1 count=1 2>/dev/null | wc -c',
    stdout: '0\n',
    layer: [],
    needs: ['devices'],
  },
  {
    name: 'make a device insecurely',
    run: 'mknod /m c 1 1',
    spec: { security: 'insecure' },
    code: 1,
    layer: [],
    needs: ['devices'],
  },
  {
    name: 'make a device as nobody',
    needs: ['users', 'devices'],
    run: 'mknod /tmp/n c 1 3',
    spec: { user: '99' },
    code: 1,
    stderr: /not permitted/,
    layer: [],
    manyIds: true,
  },
  { name: 'make a user namespace', run: 'unshare -U true', code: 1, stderr: /not permitted/, needs: ['system-calls'] },
  { name: 'make a mount namespace', run: 'unshare -m true', code: 1, stderr: /not permitted/, needs: ['system-calls'] },
  { name: 'mount', run: 'mount -t tmpfs x /tmp', code: 1, stderr: /denied|not permitted/ },
  { name: 'unmount a mask', run: 'umount /proc/keys', code: 1, stderr: /not permitted/i, needs: ['host-files'] },
  {
    name: 'write kernel settings',
    run: 'echo x >/proc/sys/kernel/core_pattern',
    code: 1,
    stderr: /Read-only|denied/,
    needs: ['host-files'],
  },
  {
    name: 'write to /sys',
    run: 'echo x >/sys/kernel/uevent_helper',
    code: 1,
    stderr: /Read-only|denied/,
    needs: ['host-files'],
  },
  {
    name: 'write to /sys on the host network',
    run: 'echo x >/sys/kernel/uevent_helper',
    spec: { network: 'host' },
    code: 1,
    stderr: /Read-only|denied/,
    needs: ['host-files'],
  },
  {
    name: 'trigger sysrq',
    run: 'echo h >/proc/sysrq-trigger',
    code: 1,
    stderr: /Read-only|denied|nonexistent/,
    needs: ['host-files'],
  },
];
