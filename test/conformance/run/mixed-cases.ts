import type { RunCase } from './cases.ts';

/** Mounts, users, working directories, shells and heredocs together. */
export const MIXED_RUN_CASES: readonly RunCase[] = [
  {
    name: 'mixed: <<- with a marked line after tabs is shell',
    dockerfile: 'RUN <<-EOF\n\t#!/bin/cat\n\techo body\n\tEOF',
  },
  { name: 'mixed: <<- with a marked first line', dockerfile: 'RUN <<-EOF\n#!/bin/cat\n\tbody\n\tEOF' },
  {
    name: 'mixed: heredoc, SHELL -eu, user with a group',
    dockerfile: 'RUN echo g:x:77: >>/etc/group\nSHELL ["/bin/sh","-euc"]\nUSER 0:g\nRUN <<EOF\nid -u; id -g\nEOF',
  },
  {
    name: 'mixed: secret of a user in a relative place',
    dockerfile:
      'WORKDIR /w\nUSER 7:8\nRUN --mount=type=secret,id=S,target=in/s,uid=7,gid=8,mode=0440,env=E stat -c \'%a %u:%g\' in in/s; [ "$(cat in/s)" = "$E" ] && echo same',
    flags: ['--secret', 'id=S,env=PATH'],
  },
  {
    name: 'mixed: cache in a relative place, then without',
    dockerfile:
      "WORKDIR /w/x\nRUN --mount=type=cache,id=mixed1,target=c,uid=7,gid=8,mode=0711 stat -c '%a %u:%g' c /w; touch c/f\nRUN ls -d c /w/x/c; stat -c '%a %u:%g' /w/x",
  },
  {
    name: 'mixed: bind of links',
    dockerfile:
      "FROM busybox AS src\nRUN mkdir /s; echo a >/s/a; ln -s a /s/l; ln -s /s/a /s/abs; chmod 640 /s/a; chown 5:6 /s/a\nFROM busybox\nUSER 5\nRUN --mount=type=bind,from=src,source=/s/l,target=/m/l --mount=type=bind,from=src,source=s/abs,target=/m/abs cat /m/l /m/abs; stat -c '%n %F %a %u:%g' /m/* /m",
  },
  {
    name: 'mixed: cache of a stage, not writable for a user',
    dockerfile:
      "FROM busybox AS src\nRUN mkdir -m 755 /s; echo a >/s/a; chown -R 5:6 /s\nFROM busybox\nUSER 7\nRUN --mount=type=cache,id=mixed2,from=src,source=/s,target=/c exec 2>&1; cat /c/a; touch /c/b; stat -c '%a %u:%g' /c",
  },
  {
    name: 'mixed: tmpfs over /tmp with files, as a user',
    dockerfile:
      "RUN touch /tmp/x; chmod 1777 /tmp\nUSER 9:9\nRUN --mount=type=tmpfs,target=/tmp ls /tmp; touch /tmp/y; stat -c '%a %u:%g' /tmp\nRUN ls /tmp",
  },
  {
    name: 'mixed: working directory with a blank, exec form with mounts',
    dockerfile: 'WORKDIR "/w with blank/x"\nRUN --mount=type=bind,target=ctx ["sh", "-c", "pwd; ls ctx"]',
    files: { f: '' },
  },
  {
    name: 'mixed: two heredocs with a cache and a user',
    dockerfile:
      "USER 7\nRUN --mount=type=cache,id=mixed3,target=/c,uid=7 cat >/c/a <<A && cat >/c/b <<'B' && cat /c/a /c/b; ls /c\n$HOME\nA\n$HOME\nB",
  },
  {
    name: 'mixed: tmpfs with a size in a cache of another owner',
    dockerfile:
      "RUN --mount=type=cache,id=mixed4,target=/c,gid=8,mode=0750 --mount=type=tmpfs,target=/c/t,size=65536 exec 2>&1; stat -c '%a %u:%g' /c /c/t; head -c 100000 /dev/zero >/c/t/x; wc -c </c/t/x",
  },
  {
    name: 'mixed: HOME of a user without one, in heredoc with its own program',
    dockerfile:
      "RUN echo 'h:x:91:92::/none:/bin/sh' >>/etc/passwd\nUSER h\nRUN <<EOF\n#!/bin/sh\necho $HOME $0; pwd; id -G\nEOF",
  },
  {
    name: 'mixed: user by a name of digits, secret unreadable',
    dockerfile:
      "RUN echo '123:x:55:56::/:/bin/sh' >>/etc/passwd\nUSER 123\nRUN --mount=type=secret,id=S exec 2>&1; id -u; id -g; cat /run/secrets/S",
    flags: ['--secret', 'id=S,env=PATH'],
  },
  {
    name: 'mixed: caches of which a mode or an owner was asked for',
    dockerfile: [
      'FROM busybox AS src',
      'RUN mkdir /s && echo a >/s/a',
      'FROM busybox',
      ...['', ',mode=0755', ',uid=0', ',mode=0711', '', ',from=src,mode=0755', ',from=src,source=/s,mode=0711'].map(
        (more, i) => `RUN --mount=type=cache,id=mixed9,target=/c${more} ls /c; stat -c '%a %u:%g' /c; touch /c/${i}`,
      ),
    ].join('\n'),
  },
];
