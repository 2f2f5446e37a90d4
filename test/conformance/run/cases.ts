/** A Dockerfile after `FROM busybox`, and what Docker's builder says of it. */
export interface RunCase {
  readonly name: string;
  readonly dockerfile: string;
  /** Files of the context. */
  readonly files?: Readonly<Record<string, string>>;
  /** Flags that both builders take. */
  readonly flags?: readonly string[];
}

/** The expected outputs are in `expected.json`, by name: measured on Docker 28.5 (BuildKit 0.25, runc 1.3). */
export const RUN_CASES: readonly RunCase[] = [
  // Environment
  { name: 'env: nothing but what is set', dockerfile: 'RUN ["env"]' },
  { name: 'env: ENV, later over earlier', dockerfile: 'ENV A=1 B=2\nENV A=3\nRUN echo $A $B' },
  { name: 'env: ARG in scope', dockerfile: 'ARG V=arg\nRUN echo $V; env | grep ^V=' },
  { name: 'env: ENV over ARG', dockerfile: 'ENV V=env\nARG V=arg\nRUN echo $V' },
  { name: 'env: ARG without value', dockerfile: 'ARG V\nRUN echo "[$V]"; env | grep -c ^V=' },
  { name: 'env: build argument', dockerfile: 'ARG V=a\nRUN echo $V', flags: ['--build-arg', 'V=given'] },
  {
    name: 'env: proxy without ARG',
    dockerfile: 'RUN env | grep -i proxy',
    flags: ['--build-arg', 'http_proxy=http://p:1'],
  },
  {
    name: 'env: every proxy',
    dockerfile: 'RUN env | grep -i proxy | sort',
    flags: ['HTTP_PROXY', 'https_proxy', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
      '--build-arg',
      `${name}=${name}-value`,
    ]),
  },
  { name: 'env: PATH of the image', dockerfile: 'ENV PATH=/bin\nRUN echo $PATH' },
  { name: 'env: spaces and quotes', dockerfile: 'ENV A="a  b" B=c\\ d\nRUN echo "$A" "$B"' },
  {
    name: 'env: HOME of the user',
    dockerfile: 'RUN echo "me:x:55:55::/home/me:/bin/sh" >>/etc/passwd\nUSER me\nRUN echo $HOME',
  },
  { name: 'env: HOME of a number', dockerfile: 'USER 4242\nRUN echo $HOME; id' },
  { name: 'env: HOME that is set', dockerfile: 'ENV HOME=/other\nRUN echo $HOME' },
  // Shell and arguments
  { name: 'args: shell form', dockerfile: 'RUN echo a   b "c   d"' },
  { name: 'args: exec form', dockerfile: 'RUN ["echo", "a   b", "$HOME"]' },
  { name: 'args: SHELL', dockerfile: 'SHELL ["/bin/sh", "-euc"]\nRUN exec 2>&1; echo hi; echo $NOT_SET; echo no' },
  { name: 'args: continuation and comments', dockerfile: 'RUN echo a && \\\n  # comment\n  echo b' },
  { name: 'args: heredoc', dockerfile: 'RUN <<EOF\necho one\necho two $0\nEOF' },
  { name: 'args: heredoc with an interpreter', dockerfile: 'RUN <<EOF\n#!/bin/cat\nbody\nEOF' },
  { name: 'args: heredoc as input', dockerfile: 'RUN cat <<EOF\n$HOME\nEOF' },
  { name: 'args: quoted heredoc', dockerfile: "RUN cat <<'EOF'\n$HOME\nEOF" },
  { name: 'args: no program', dockerfile: 'RUN ["/none"]' },
  { name: 'args: not on PATH', dockerfile: 'RUN ["none"]' },
  { name: 'args: a directory', dockerfile: 'RUN ["/bin"]' },
  { name: 'exit code 3', dockerfile: 'RUN echo before; exit 3' },
  { name: 'exit by a signal', dockerfile: 'RUN sh -c "kill -9 \\$\\$"' },
  { name: 'command not found in the shell', dockerfile: 'RUN nonesuch' },
  // Users
  {
    name: 'user: by name with groups',
    dockerfile:
      'RUN echo "me:x:55:56::/:/bin/sh" >>/etc/passwd; echo "g:x:77:me" >>/etc/group\nUSER me\nRUN id -u; id -g; id -G',
  },
  {
    name: 'user: with an explicit group',
    dockerfile:
      'RUN echo "me:x:55:56::/:/bin/sh" >>/etc/passwd; echo "g:x:77:me" >>/etc/group\nUSER me:88\nRUN id -u; id -g; id -G',
  },
  { name: 'user: numbers', dockerfile: 'USER 12:34\nRUN id -u; id -g; id -G' },
  { name: 'user: unknown name', dockerfile: 'USER nobody-here\nRUN id' },
  { name: 'user: unknown group', dockerfile: 'USER 0:nogroup-here\nRUN id' },
  { name: 'user: too large', dockerfile: 'USER 4294967296\nRUN id' },
  { name: 'user: negative', dockerfile: 'USER -1\nRUN id' },
  {
    name: 'user: new files',
    dockerfile: 'RUN mkdir -m 777 /w\nWORKDIR /w\nUSER 12:34\nRUN touch f && stat -c %u:%g:%a f',
  },
  // Directories
  { name: 'cwd: WORKDIR', dockerfile: 'WORKDIR /a/b\nWORKDIR c\nRUN pwd; stat -c %a:%u:%g /a /a/b /a/b/c' },
  { name: 'cwd: removed before', dockerfile: 'WORKDIR /gone\nRUN rmdir /gone\nRUN pwd; stat -c %a:%u /gone' },
  { name: 'cwd: through a link', dockerfile: 'RUN mkdir /real && ln -s /real /link\nWORKDIR /link\nRUN pwd; pwd -P' },
  { name: 'cwd: a file', dockerfile: 'RUN touch /file\nWORKDIR /file\nRUN pwd' },
  // What there is
  { name: 'system: hosts', dockerfile: 'RUN cat /etc/hosts; hostname' },
  {
    name: 'system: added hosts',
    dockerfile: 'RUN tail -n 2 /etc/hosts',
    flags: ['--add-host', 'db:10.0.0.9', '--add-host', 'v6:::2'],
  },
  { name: 'system: hosts cannot be written', dockerfile: 'RUN echo x >>/etc/hosts' },
  { name: 'system: shared memory', dockerfile: 'RUN df -k /dev/shm | tail -n 1 | awk "{ print \\$2 }"' },
  {
    name: 'system: size of shared memory',
    dockerfile: 'RUN df -k /dev/shm | tail -n 1 | awk "{ print \\$2 }"',
    flags: ['--shm-size', '128m'],
  },
  { name: 'system: limits', dockerfile: 'RUN ulimit -n; ulimit -Hn', flags: ['--ulimit', 'nofile=123:456'] },
  { name: 'system: capabilities', dockerfile: 'RUN grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status' },
  { name: 'system: umask', dockerfile: 'RUN umask; touch f; mkdir d; stat -c %a f d' },
  { name: 'system: devices', dockerfile: 'RUN ls /dev | grep -v core' },
  { name: 'system: no input', dockerfile: 'RUN wc -c; test -t 1 || echo no terminal' },
  { name: 'network: none', dockerfile: 'RUN --network=none ls /sys/class/net' },
  { name: 'network: host is not allowed', dockerfile: 'RUN --network=host true' },
  // Mounts
  {
    name: 'mount: bind of the context',
    dockerfile: 'RUN --mount=target=/src exec 2>&1; cat /src/a; touch /src/x',
    files: { a: 'of a\n' },
  },
  {
    name: 'mount: bind that can be written',
    dockerfile: 'RUN --mount=target=/src,rw touch /src/x && ls /src\nRUN ls /src',
    files: { a: '' },
  },
  {
    name: 'mount: a file of another stage',
    dockerfile:
      'RUN true\nFROM busybox AS s\nRUN echo s >/f\nFROM busybox\nRUN --mount=from=s,source=/f,target=/g cat /g\nRUN ls /g',
  },
  {
    name: 'mount: tmpfs',
    dockerfile: 'RUN --mount=type=tmpfs,target=/t grep " /t " /proc/mounts; touch /t/x\nRUN ls -d /t',
  },
  { name: 'mount: read-only tmpfs', dockerfile: 'RUN --mount=type=tmpfs,target=/t,ro touch /t/x' },
  { name: 'mount: secret that is missing', dockerfile: 'RUN --mount=type=secret,id=s ls /run/secrets 2>&1; echo done' },
  { name: 'mount: secret that is required', dockerfile: 'RUN --mount=type=secret,id=s,required true' },
  {
    name: 'mount: secret variable that is missing',
    dockerfile: 'RUN --mount=type=secret,id=s,env=S echo "[$S]"; env | grep -c ^S=',
  },
  {
    name: 'mount: cache with owner and mode',
    dockerfile: 'RUN --mount=type=cache,target=/c,uid=5,gid=6,mode=0710,id=own stat -c %a:%u:%g /c',
  },
  {
    name: 'mount: nested',
    dockerfile: 'RUN --mount=type=tmpfs,target=/m --mount=type=tmpfs,target=/m/in touch /m/in/x && ls /m/in && ls /m',
  },
  {
    name: 'mount: relative target',
    dockerfile: 'WORKDIR /w\nRUN --mount=type=tmpfs,target=t grep -c " /w/t " /proc/mounts',
  },
  { name: 'mount: the root', dockerfile: 'RUN --mount=type=tmpfs,target=/ true' },
  { name: 'mount: ssh that is required', dockerfile: 'RUN --mount=type=ssh,required true' },
  {
    name: 'mount: parts of a cache',
    dockerfile:
      'RUN --mount=type=cache,target=/c,id=parts mkdir -p /c/sub && echo in >/c/sub/f\nRUN --mount=type=cache,target=/p,id=parts,source=sub cat /p/f',
  },
  // Layers
  {
    name: 'layer: mount points leave no trace',
    dockerfile: 'RUN --mount=type=tmpfs,target=/a/b chmod 700 /a\nRUN ls /a',
  },
  {
    name: 'layer: removed and made anew',
    dockerfile: 'RUN mkdir /d && touch /d/old\nRUN rm -r /d && mkdir /d && touch /d/new\nRUN ls /d',
  },
  {
    name: 'layer: links and times',
    dockerfile: 'RUN touch -d @1000000000 /f && ln /f /g && ln -s f /h\nRUN stat -c "%n %h %Y" /f /g; readlink /h',
  },
  {
    name: 'layer: set-user-id and sticky',
    dockerfile: 'RUN touch /s /t && chmod 4755 /s && mkdir -m 1777 /u && chmod 2711 /t\nRUN stat -c %a /s /t /u',
  },
  { name: 'layer: a fifo', dockerfile: 'RUN mkfifo -m 600 /p\nRUN stat -c "%F %a" /p' },
  {
    name: 'layer: a directory that becomes a file',
    dockerfile: 'RUN mkdir /x && touch /x/y\nRUN rm -r /x && echo file >/x\nRUN cat /x',
  },
];
