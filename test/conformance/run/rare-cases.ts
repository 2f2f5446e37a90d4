import type { RunCase } from './cases.ts';

/** Mounts, arguments, shells, ends and devices in rare combinations. */
export const RARE_RUN_CASES: readonly RunCase[] = [
  {
    name: 'odd mount: bind on /etc/hosts',
    dockerfile: 'RUN --mount=type=bind,source=f,target=/etc/hosts cat /etc/hosts',
    files: { f: 'mine\n' },
  },
  {
    name: 'odd mount: cache in a tmpfs',
    dockerfile: 'RUN --mount=type=tmpfs,target=/a --mount=type=cache,id=o3,target=/a/b,uid=7 stat -c "%a %u" /a /a/b',
  },
  {
    name: 'odd mount: tmpfs in a read-only bind',
    dockerfile: 'RUN --mount=type=bind,target=/a --mount=type=tmpfs,target=/a/d touch /a/d/x && ls /a',
    files: { 'd/y': '' },
  },
  {
    name: 'odd mount: tmpfs onto directories of other mounts',
    dockerfile:
      'FROM busybox AS src\nRUN mkdir -p /s/d && chmod 750 /s/d && ln -s d /s/l\nFROM busybox\nRUN mkdir -p /m/d /m/n && chmod 700 /m/*\nRUN --mount=from=src,source=/s,target=/m --mount=type=tmpfs,target=/m/d stat -c %a /m/d\nRUN --mount=from=src,source=/s,target=/m,rw --mount=type=tmpfs,target=/m/l stat -c %a /m/d\nRUN --mount=type=cache,id=odd-around,target=/m mkdir /m/d && chmod 2710 /m/d\nRUN --mount=type=cache,id=odd-around,target=/m --mount=type=tmpfs,target=/m/d stat -c %a /m/d\nRUN --mount=type=tmpfs,target=/m --mount=type=tmpfs,target=/m/n stat -c %a /m/n',
  },
  {
    name: 'odd mount: rw of a stage, twice',
    dockerfile:
      'FROM busybox AS src\nRUN mkdir /s && echo 1 >/s/f\nFROM busybox\nRUN --mount=type=bind,from=src,source=/s,target=/m,rw echo 2 >>/m/f; cat /m/f\nRUN --mount=type=bind,from=src,source=/s,target=/m,rw cat /m/f; rm /m/f; ls /m\nRUN ls -d /m',
  },
  {
    name: 'odd mount: same source twice, one rw',
    dockerfile: 'RUN --mount=type=bind,target=/x,rw --mount=type=bind,target=/y echo w >/x/f; cat /x/f; cat /y/f',
    files: { f: 'r\n' },
  },
  {
    name: 'odd mount: args of a stage in from and target',
    dockerfile: 'ARG T=/from-arg\nRUN --mount=type=bind,target=$T ls $T\nRUN T=/other; echo $T',
    files: { f: '' },
  },
  {
    name: 'odd mount: env is not expanded in id',
    dockerfile: 'ENV E=x\nRUN --mount=type=cache,target=/c,id=$E-odd echo ok',
  },
  {
    name: 'odd mount: secret not required and missing',
    dockerfile: 'RUN --mount=type=secret,id=no ls /run/secrets 2>&1 | wc -l',
  },
  { name: 'odd mount: secret required and missing', dockerfile: 'RUN --mount=type=secret,id=no,required true' },
  {
    name: 'odd mount: one target twice',
    dockerfile: 'RUN --mount=type=tmpfs,target=/t --mount=type=bind,target=/t ls /t',
    files: { f: '' },
  },
  {
    name: 'odd mount: relative target after WORKDIR',
    dockerfile: 'WORKDIR /w\nRUN --mount=type=bind,target=sub ls /w/sub; pwd\nRUN ls /w',
    files: { f: '' },
  },
  {
    name: 'odd arg: only of its stage',
    dockerfile:
      'ARG A=1\nFROM busybox\nRUN echo "[$A]"\nARG A\nRUN echo "[$A]"\nARG A=2\nRUN echo "[$A]"\nENV A=3\nRUN echo "[$A]"\nARG A=4\nRUN echo "[$A]"',
  },
  { name: 'odd arg: changes no path', dockerfile: 'ARG PATH=/nowhere\nRUN /bin/echo $PATH' },
  {
    name: 'odd shell: changes between steps',
    dockerfile:
      'RUN echo $0\nSHELL ["/bin/ash", "-c"]\nRUN echo $0\nSHELL ["/bin/echo"]\nRUN some  text\nSHELL ["/bin/sh", "-c"]\nRUN echo back',
  },
  {
    name: 'odd shell: a heredoc with a shell of arguments',
    dockerfile: 'SHELL ["/bin/echo", "got"]\nRUN <<EOF\nline\nEOF',
  },
  { name: 'odd exit: by SEGV', dockerfile: 'RUN kill -SEGV $$; kill -KILL $$; exit 139' },
  { name: 'odd exit: exec by a signal', dockerfile: 'RUN ["/bin/sh", "-c", "exec 1>&2; exit 143"]' },
  { name: 'odd exit: not executable in a shell', dockerfile: 'RUN echo x >/f; chmod 644 /f; /f' },
  { name: 'odd output: closed', dockerfile: 'RUN exec >&- 2>&-; true' },
  {
    name: 'odd onbuild: of a stage',
    dockerfile: 'FROM busybox AS src\nONBUILD ARG Q=5\nONBUILD RUN echo "built $Q"\nFROM src\nRUN echo "after [$Q]"',
  },
  {
    name: 'odd devices: removed and made anew',
    dockerfile:
      'RUN mkdir -p /r/dev && mknod -m 666 /r/dev/null c 1 3 && mknod /r/dev/sda b 8 0\nRUN echo x >/r/dev/null; rm /r/dev/null; mknod -m 600 /r/dev/null c 1 3\nRUN rm -r /r; ls -d /r',
  },
  {
    name: 'odd devices: moved',
    dockerfile:
      'RUN mkdir /a /b; mknod /a/zero c 1 5\nRUN mv /a/zero /b; head -c 2 /b/zero | wc -c; ls -l /b | grep -c "1, *5"',
  },
  { name: 'odd cwd: removed', dockerfile: 'WORKDIR /gone\nRUN rmdir /gone; pwd\nRUN pwd; stat -c %a /gone' },
  { name: 'odd stdin: of heredoc and none', dockerfile: 'RUN cat; echo end\nRUN <<EOF cat\nhere\nEOF' },
  {
    name: 'odd env: names and values',
    dockerfile: 'ENV A="x y" B=\'$A\' C=$A D=${Z:-dflt} e.f=1\nRUN env | grep -E "^(A|B|C|D|e.f)=" | sort',
  },
];
