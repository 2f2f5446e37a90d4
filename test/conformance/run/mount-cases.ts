import type { RunCase } from './cases.ts';

/** How each kind of mount is written. */
const KINDS: Readonly<Record<string, (target: string) => string>> = {
  secret: (target) => `type=secret,id=s,target=${target}`,
  tmpfs: (target) => `type=tmpfs,target=${target}`,
  bind: (target) => `source=d,target=${target}`,
  file: (target) => `source=d/x,target=${target}`,
  cache: (target) => `type=cache,target=${target}`,
};
const DIRECTORIES = ['tmpfs', 'bind', 'cache'];
const FILES = ['secret', 'file'];
const ALL = ['secret', ...DIRECTORIES];

const LINKS =
  'RUN mkdir -p /real/deep && touch /real/file && ln -s /real /la && ln -s ../../../../real/deep /lup && ln -s /nowhere/at/all /ldang && ln -s /real/file /lfile && ln -s /dev /ldev && ln -s /etc/hosts /lhosts';
const LEFT = 'RUN find /real /nowhere /newdir /o /t /w /dev/x* /run -mindepth 1 2>/dev/null | sort';

/** Says what is at a path, and how many mounts there are of which access. */
function look(path: string): string {
  return `stat -c "%n %F %a %u:%g" ${path}; ls -A ${path} | grep -v -E "^(passwd|group|shadow|nsswitch.conf|localtime|network)$"; grep -F " $(readlink -f ${path}) " /proc/mounts | cut -d " " -f 4 | cut -c 1-2`;
}

function mounted(mounts: readonly string[], looks: readonly string[]): string {
  return `RUN ${mounts.map((mount) => `--mount=${mount} `).join('')}exec 2>&1; ${looks.map(look).join('; ')}`;
}

function caseOf(name: string, lines: readonly string[]): RunCase {
  const flags = ['--secret', 'id=s,env=HOME'];
  // The cases run at the same time: each has caches of its own.
  const own = `type=cache,id=${name.replaceAll(/\W+/g, '-')}-$1,target=$1`;
  const dockerfile = [...lines, LEFT].join('\n').replaceAll(/type=cache,target=([^ "]+)/g, own);
  return {
    name: `mount ${name}`,
    dockerfile,
    files: { 'd/x': 'of x\n' },
    flags,
  };
}

function at(target: string, kinds: readonly string[], path: string = target): RunCase {
  const runs = kinds.map((kind) => mounted([KINDS[kind]?.(target) ?? ''], [path]));
  return caseOf(`at ${target}`, [LINKS, ...runs]);
}

/** Two onto one target, in both orders. */
function twice(kind: string): RunCase {
  const pairs = ALL.map((other) => [KINDS[kind]?.('/t') ?? '', KINDS[other]?.('/t') ?? '']);
  const runs = pairs.map((pair) => mounted(pair, ['/t']));
  return caseOf(`twice: ${kind} and another`, runs);
}

/** One inside of another that is written after it, on a path that is new in it. */
function inside(kind: string): RunCase {
  const around = KINDS[kind]?.('/o') ?? '';
  const outer = kind === 'bind' ? `${around},rw` : around;
  const runs = ALL.map((inner) => mounted([KINDS[inner]?.(`/o/${inner}/i`) ?? '', outer], ['/o', `/o/${inner}/i`]));
  return caseOf(`inside ${kind}`, runs);
}

/** Mounts at odd places. */
export const MOUNT_RUN_CASES: readonly RunCase[] = [
  ...['/dev/shm', '/dev/mqueue', '/dev/pts', '/dev/shm/x', '/dev/x1/y', '/run', '/run/x'].map((path) => at(path, ALL)),
  ...['/etc/hosts', '/etc/resolv.conf', '/lfile', '/lhosts', '/proc/uptime'].map((path) => at(path, FILES)),
  ...['/etc', '/la', '/lup'].map((path) => at(path, DIRECTORIES)),
  ...['/la/new', '/lup/y', '/ldang', '/ldang/z', '/ldev/x2', '/real/deep/../new', '/newdir/'].map((path) =>
    at(path, ALL),
  ),
  ...ALL.map(twice),
  ...DIRECTORIES.map(inside),
  caseOf('= WORKDIR', [
    'WORKDIR /w',
    ...DIRECTORIES.map((kind) => `${mounted([KINDS[kind]?.('/w') ?? ''], ['.'])}; pwd`),
  ]),
  caseOf('. and .. of WORKDIR', [
    'WORKDIR /w/v',
    ...DIRECTORIES.map((kind) => `${mounted([KINDS[kind]?.('.') ?? ''], ['/w/v'])}; pwd`),
    ...ALL.map((kind) => mounted([KINDS[kind]?.('../up') ?? ''], ['/w/up'])),
    ...ALL.map((kind) => mounted([KINDS[kind]?.('r/s') ?? ''], ['/w/v/r/s'])),
  ]),
  caseOf('above WORKDIR', [
    'WORKDIR /w/sub',
    ...['tmpfs', 'cache'].map((kind) => `${mounted([KINDS[kind]?.('/w') ?? ''], ['.'])}; pwd`),
  ]),
  caseOf('onto a WORKDIR that is gone', [
    'WORKDIR /w',
    'RUN rmdir /w',
    ...DIRECTORIES.map((kind) => `${mounted([KINDS[kind]?.('/w') ?? ''], ['.'])}; pwd`),
  ]),
  caseOf('of a tmpfs over directories of others', [
    'RUN true',
    'FROM busybox AS s',
    'RUN mkdir -p /s/t && chmod 702 /s/t && chown 3:4 /s/t',
    'FROM busybox',
    'RUN mkdir -m 700 /o && mkdir /o/t && chmod 1771 /o/t',
    ...['type=tmpfs,target=/o', 'from=s,source=/s,target=/o,rw', 'type=cache,target=/o'].map((around) =>
      mounted([around, 'type=tmpfs,target=/o/t', 'type=tmpfs,target=/o/n/m'], ['/o', '/o/t', '/o/n', '/o/n/m']),
    ),
    mounted(['type=cache,target=/o', 'type=tmpfs,target=/o/t', 'type=tmpfs,target=/o/n'], ['/o', '/o/t', '/o/n']),
    mounted(['from=s,source=/s,target=/o', 'type=tmpfs,target=/o/t'], ['/o', '/o/t']),
  ]),
  caseOf('of a tmpfs through links of a cache', [
    'RUN mkdir -m 700 /t',
    'RUN --mount=type=cache,target=/o mkdir -m 750 /o/in; ln -s in /o/l; ln -s /t /o/out',
    ...['/o/l', '/o/out'].map((target) =>
      mounted(['type=cache,target=/o', `type=tmpfs,target=${target}`], [`${target}/`]),
    ),
  ]),
  caseOf('of a tmpfs over a WORKDIR and in it', [
    'USER 5',
    'WORKDIR /w/v',
    mounted(['type=tmpfs,target=/w', 'type=tmpfs,target=/w/v/x/y'], ['/w', '/w/v', '/w/v/x', '/w/v/x/y']),
    mounted(['type=cache,target=/w', 'type=tmpfs,target=/w/v'], ['/w', '/w/v']),
  ]),
  caseOf('of a secret where /run or /run/secrets is a tmpfs', [
    mounted(['type=tmpfs,target=/run', 'type=secret,id=s'], ['/run', '/run/secrets', '/run/secrets/s']),
    mounted(['type=tmpfs,target=/run/secrets', 'type=secret,id=s'], ['/run/secrets', '/run/secrets/s']),
  ]),
  caseOf('with a variable and a blank in its target', [
    'ENV T=/w/t',
    ...ALL.map((kind) => mounted([KINDS[kind]?.('$T/v') ?? ''], ['/w/t/v'])),
    ...ALL.map((kind) => mounted([`"${KINDS[kind]?.('/w/a b')}"`], ["'/w/a b'"])),
  ]),
];
