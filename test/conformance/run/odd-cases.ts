import type { RunCase } from './cases.ts';

/** Says who a command runs as without looking up names. */
function ids(user: string): string {
  const look = 'RUN grep -E "^(Uid|Gid|Groups)" /proc/self/status | tr "\\t" " "; echo $HOME';
  return user === '' ? look : `USER ${user}\n${look}`;
}

/** What is rare in Dockerfiles and works in Docker all the same. */
export const ODD_RUN_CASES: readonly RunCase[] = [
  // Scripts
  {
    name: 'odd script: shebang with arguments',
    dockerfile: 'RUN <<EOF\n#!/bin/sh -eu\necho "$-"; ls -l "$0" | cut -c1-10\nEOF',
  },
  { name: 'odd script: shebang through env', dockerfile: 'RUN <<EOF\n#!/bin/env sh\necho env\nEOF' },
  { name: 'odd script: shebang with a space', dockerfile: 'RUN <<EOF\n#! /bin/sh\necho space\nEOF' },
  { name: 'odd script: awk', dockerfile: 'RUN <<EOF\n#!/bin/awk -f\nBEGIN { print "awk" }\nEOF' },
  { name: 'odd script: no such interpreter', dockerfile: 'RUN <<EOF\n#!/nonexistent\nhi\nEOF' },
  {
    name: 'odd script: several inputs',
    dockerfile: 'RUN cat <<A && cat <<B && cat <<-C\nfrom a\nA\nfrom b $HOME\nB\n\tfrom c\n\t\ttabs\n\tC',
  },
  { name: 'odd script: arguments', dockerfile: 'RUN <<\'Q\' sh -s -- x y\necho "$1 $2 $#"\nQ' },
  {
    name: 'odd script: SHELL with options',
    dockerfile: 'SHELL ["/bin/sh", "-ec"]\nRUN <<EOF\necho "$-"\nfalse || echo ok\nEOF',
  },
  { name: 'odd shell: env', dockerfile: 'SHELL ["/bin/env", "-i", "X=1", "/bin/sh", "-c"]\nRUN env | sort' },
  { name: 'odd shell: by name', dockerfile: 'SHELL ["busybox", "sh", "-c"]\nRUN echo $0' },
  // Masks, limits, signals
  {
    name: 'odd umask: of a step alone',
    dockerfile: 'RUN umask 077; touch /c; mkdir /d; umask 0; mkfifo /g; stat -c %a /c /d /g\nRUN umask',
  },
  {
    name: 'odd limits: lowered in a step',
    dockerfile: 'RUN ulimit -n 64; ulimit -n; ulimit -n 65 2>/dev/null; echo $?\nRUN ulimit -c',
  },
  { name: 'odd signal: TERM to the first process', dockerfile: 'RUN kill -TERM $$; echo alive' },
  { name: 'odd signal: none ignored or blocked', dockerfile: 'RUN trap; grep -E "Sig(Ign|Blk)" /proc/self/status' },
  { name: 'odd exit: 255', dockerfile: 'RUN exit 255' },
  {
    name: 'odd exit: children stay behind',
    dockerfile: 'RUN (setsid sleep 100 &) ; (trap "" TERM HUP; sleep 100) & echo $$',
  },
  // Users
  {
    name: 'odd user: groups with strange members',
    dockerfile:
      'RUN echo "me:x:55:56::/h:/bin/sh" >>/etc/passwd; printf "g:x:77:other,me\\ng3:x:79: me\\ng4:x:80:me,\\n" >>/etc/group\nUSER me\nRUN id -G; echo $HOME\nUSER 55\nRUN id -G; echo $HOME\nUSER 55:g3\nRUN id -G',
  },
  {
    name: 'odd user: names of digits',
    dockerfile:
      'RUN echo "1000:x:5:6::/five:/bin/sh" >>/etc/passwd; echo "1000:x:9:" >>/etc/group\nUSER 1000\nRUN id -u; id -g; echo $HOME\nUSER 0:1000\nRUN id -g',
  },
  {
    name: 'odd user: last line without end',
    dockerfile:
      'RUN printf "\\n#c\\nbad\\n:::::\\nlast:x:66:67::/last:/bin/sh" >>/etc/passwd\nUSER last\nRUN id -u 2>/dev/null; id -g 2>/dev/null; echo $HOME',
  },
  {
    name: 'odd user: no accounts',
    dockerfile: 'RUN rm /etc/passwd /etc/group\nRUN echo $HOME; id -u\nUSER 7:8\nRUN echo $HOME; id -g',
  },
  {
    name: 'odd user: accounts behind a link',
    dockerfile:
      'RUN mkdir -p /x && mv /etc/passwd /x/pw && ln -s /x/pw /etc/passwd && echo "jo:x:12:13::/jo:" >>/x/pw\nUSER jo\nRUN id -u; echo $HOME',
  },
  {
    name: 'odd user: a passwd that is a directory',
    dockerfile: `RUN rm /etc/passwd; mkdir /etc/passwd\n${['', '1000:1000', 'root:1000', '0:0'].map(ids).join('\n')}`,
  },
  {
    name: 'odd user: a group file that is a directory',
    dockerfile: `RUN rm /etc/group; mkdir /etc/group\n${['', '1000', '1000:1000', 'root:1000'].map(ids).join('\n')}`,
  },
  {
    name: 'odd user: accounts behind links to nothing',
    dockerfile: `RUN cd /etc; rm passwd group; ln -s /nope passwd; ln -s group group\n${['', '7:8', 'root:root'].map(ids).join('\n')}`,
  },
  {
    name: 'odd user: two of one number',
    dockerfile:
      'RUN printf "one:x:90:91::/one:\\ntwo:x:90:92::/two:\\n" >>/etc/passwd\nUSER two\nRUN id -u; id -g; echo $HOME',
  },
  {
    name: 'odd user: HOME where /etc is covered',
    dockerfile:
      'RUN --mount=type=tmpfs,target=/etc echo "$HOME"; id -g\nRUN echo "me:x:55:56::/hm:" >>/etc/passwd\nUSER me\nRUN --mount=type=tmpfs,target=/etc echo "$HOME"; id -u',
  },
  {
    name: 'odd user: HOME of a mounted passwd',
    dockerfile:
      'RUN --mount=source=pw,target=/etc/passwd echo "$HOME"\nUSER 1\nRUN --mount=target=/etc,source=. echo "$HOME"',
    files: { pw: 'evil:x:0:0::/evil:/bin/sh\nroot:x:0:0::/second:/bin/sh\n', passwd: 'one:x:1:1::/one:/bin/sh\n' },
  },
  // Directories
  {
    name: 'odd cwd: links on the way',
    dockerfile:
      'RUN mkdir -p /real/deep && ln -s /real /l1 && ln -s l1/deep /l2 && ln -s ../../../.. /real/deep/up\nWORKDIR /l2/new\nRUN pwd -P\nWORKDIR /l2/up/top\nRUN pwd -P\nWORKDIR ../sib\nRUN pwd',
  },
  {
    name: 'odd cwd: dots, slashes and links',
    dockerfile: [
      'RUN mkdir -m 700 /real && mkdir /real/deep /a && ln -s /real /l && ln -s ../../../real/deep /real/up && touch /file',
      ...[
        '/a/../b',
        'a/./b//c/',
        '/a/b',
        '../x',
        '/l/',
        '/l/../z',
        '/real/up/new',
        '/l/up/../sib',
        '..',
        '/file/../w',
      ].map((path) => `WORKDIR ${path}`),
      ...['/l/run', '/l/up/../run2', '/a/../run3/', '/real/deep/../../../..'].map(
        (path) => `WORKDIR ${path}\nRUN pwd; pwd -P`,
      ),
      'RUN find /a /b /z /w /real /run3 | sort',
    ].join('\n'),
  },
  { name: 'odd cwd: a link to nothing', dockerfile: 'RUN ln -s /nope/there /dang\nWORKDIR /dang\nRUN pwd -P' },
  // Environment and arguments
  {
    name: 'odd env: strange names and values',
    dockerfile:
      'ENV A="line1\\nline2" B=\'single $A\' E= F.G=1 h-i=2\nENV Z=$B${E:-def}\nRUN env | grep -v ^PATH | sort; echo "$Z"',
  },
  {
    name: 'odd env: large',
    dockerfile: `ENV V=${'v'.repeat(60_000)}\nENV W=${'w'.repeat(60_000)}\nRUN echo \${#V} \${#W}`,
  },
  // Layers
  {
    name: 'odd layer: deep and long names',
    dockerfile:
      'RUN for i in $(seq 1 40); do d=$(printf "a%.0s" $(seq 1 60)); mkdir $d && cd $d; done; echo deep >f; touch /$(printf "b%.0s" $(seq 1 255))\nRUN for i in $(seq 1 40); do cd $(printf "a%.0s" $(seq 1 60)); done; cat f; ls / | grep -c bbbb',
  },
  {
    name: 'odd layer: hard links across steps',
    dockerfile:
      'RUN echo 1 >/a && ln /a /b && mkdir /d && ln /a /d/e\nRUN echo 2 >>/a; cat /a /b\nRUN cat /a /b /d/e; stat -c %h /a /b; mv /b /z; ln -s a /sl && ln /sl /sl2\nRUN cat /z; readlink /sl2',
  },
  {
    name: 'odd layer: directories replaced again and again',
    dockerfile:
      'RUN mkdir -p /d/sub/x && touch /d/1 /d/sub/3\nRUN rm -rf /d && mkdir /d && touch /d/n\nRUN mkdir /d/sub && touch /d/sub/new\nRUN find /d | sort\nRUN rm -rf /d && ln -s /etc /d\nRUN readlink /d\nRUN rm /d && mkdir -m 700 /d\nRUN find /d; stat -c %a /d',
  },
  {
    name: 'odd layer: directories of lower layers renamed',
    dockerfile:
      'RUN mkdir -p /d/sub/x /e && echo 1 >/d/1 && touch /d/sub/x/3 && chown -R 5:6 /d/sub\nRUN mv /d /moved\nRUN mv /moved/sub /e/sub2 && touch /e/sub2/x/new\nRUN mv /e /d && mv /d /e\nRUN mv /bin /bin2 && /bin2/mv /bin2 /bin\nRUN find /e /moved | sort; stat -c %u:%g /e/sub2/x/3; ls -d /d',
  },
  {
    name: 'odd layer: fifos',
    dockerfile:
      'RUN mkdir /s; mkfifo -m 622 /f1; mknod /f2 p; mv /f2 /s\nRUN rm /f1; mkfifo /f1; ln /s/f2 /f2; stat -c "%n %F %a" /f1 /f2',
  },
  {
    name: 'odd layer: names',
    dockerfile:
      'RUN mkdir /o; cd /o; touch "a b" "q\'q" "*" -- "-n x" ü " "; rm "./*"; mv "a b" ab\nRUN ls -1 /o | od -c',
  },
  // Devices
  {
    name: 'odd device: harmless ones in a chroot',
    dockerfile:
      'RUN mkdir -p /ch/dev && mknod /ch/dev/null c 1 3 && mknod /ch/dev/zero c 1 5 && echo made\nRUN echo x >/ch/dev/null && head -c 3 /ch/dev/zero | od -c | head -n 1; stat -c "%F %t:%T" /ch/dev/null /ch/dev/zero',
  },
  {
    name: 'odd device: in /dev',
    dockerfile: 'RUN mkdir -p /dev/net && mknod /dev/net/tun c 10 200 && ls /dev/net\nRUN ls /dev/net',
  },
  { name: 'odd device: as nobody', dockerfile: 'USER 5\nRUN mknod /tmp/n c 1 3' },
  { name: 'odd device: nowhere', dockerfile: 'RUN mknod /no/n c 1 3' },
  { name: 'odd device: made twice', dockerfile: 'RUN mknod /n c 1 3; mknod /n c 1 3' },
  // Mounts
  {
    name: 'odd mount: a cache that starts as a file',
    dockerfile:
      'RUN true\nFROM busybox AS s\nRUN echo s >/f\nFROM busybox\nRUN --mount=type=cache,target=/m,from=s,source=/f,id=odd-file cat /m; test -f /m && echo file',
  },
  {
    name: 'odd mount: tmpfs of a size',
    dockerfile:
      'RUN --mount=type=tmpfs,target=/m,size=1m dd if=/dev/zero of=/m/x bs=1024 count=2000 2>/dev/null; echo $?; df -k /m | tail -n1 | awk "{ print \\$2 }"',
  },
  {
    name: 'odd system: what is denied',
    dockerfile:
      'RUN for c in "mount -t tmpfs t /mnt" "unshare -m true" "unshare -U true" "chroot / true" "hostname foo" "date -s 2001-01-01" "ip link set lo down" "renice -n -5 $$"; do $c >/dev/null 2>&1; echo "$c $?"; done',
  },
  {
    name: 'odd root: its mode is not kept',
    dockerfile:
      "RUN chmod 700 /; stat -c '%a %u:%g' /\nRUN stat -c '%a %u:%g' /\nUSER 7\nRUN stat -c '%a %u:%g' /; ls -d /",
  },
];
