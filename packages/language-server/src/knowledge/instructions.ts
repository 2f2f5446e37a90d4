import type { InstructionName } from '@strake/parser';

/** What is said of an instruction. */
export interface InstructionDoc {
  /** One line, without a full stop at its end. */
  readonly summary: string;
  /** Markdown. */
  readonly detail: string;
  /** Ways to write it. Parameters are what stands in `<…>` or `[…]`. */
  readonly forms: readonly string[];
  /** What completion inserts after the keyword; `$1` and so on are stops. */
  readonly snippet: string;
}

/** All instructions in the order in which files mostly have them. */
export const instructionDocs: Readonly<Record<InstructionName, InstructionDoc>> = {
  from: {
    summary: 'Start a stage from an image or an earlier stage',
    detail:
      'Everything up to the next `FROM` builds on it. `AS name` lets `COPY --from`, `RUN --mount=from` and later `FROM`s refer to the stage. `scratch` is the empty image. Of all variables it sees only `ARG`s that stand before the first `FROM`.',
    forms: ['FROM [--platform=<platform>] <image> [AS <name>]'],
    snippet: '${1:image}',
  },
  arg: {
    summary: 'Declare a build argument',
    detail:
      'Its value comes from `--build-arg`, else from the default. Before the first `FROM` it is for `FROM` lines only: a stage sees it after `ARG NAME`. Lasts to the end of the stage and in stages that continue it, and is not in the image; its value shows in the history, so it is no place for secrets.',
    forms: ['ARG <name>[=<default>] ...'],
    snippet: '${1:name}',
  },
  env: {
    summary: 'Set environment variables',
    detail:
      'Later instructions, stages that continue this one and containers of the image see them. An `ENV` beats an `ARG` of the same name.',
    forms: ['ENV <key>=<value> ...'],
    snippet: '${1:key}=${2:value}',
  },
  run: {
    summary: 'Run a command in a new layer',
    detail:
      'Without brackets the `SHELL` runs it; a JSON array runs the program directly. Files that it writes are in the image; what `--mount` brings is not. A heredoc (`RUN <<EOF`) holds several lines.',
    forms: [
      'RUN [--mount=<options>] [--network=<mode>] [--security=<mode>] [--device=<name>] <command>',
      'RUN [--mount=<options>] ["<program>", "<argument>", ...]',
      'RUN <<EOF',
    ],
    snippet: '${1:command}',
  },
  copy: {
    summary: 'Copy files from the build context, a stage or an image',
    detail:
      'Sources are relative to the build context (or to the root of `--from`) and may hold `*`, `?` and `[…]`. With several sources the destination must end in `/`. A directory is copied as its contents. What the ignore file excludes is not there.',
    forms: [
      'COPY [--from=<stage>] [--chown=<owner>] [--chmod=<mode>] [--link] [--parents] [--exclude=<pattern>] <source> ... <destination>',
      'COPY [--from=<stage>] ["<source>", ..., "<destination>"]',
    ],
    snippet: '${1:source} ${2:destination}',
  },
  add: {
    summary: 'Add files, URLs, Git repositories or unpacked archives',
    detail:
      'As `COPY`, and it also fetches URLs and Git repositories and unpacks local tar archives. Prefer `COPY` where files are only copied; give `--checksum` to what comes from the network.',
    forms: [
      'ADD [--checksum=<digest>] [--chown=<owner>] [--chmod=<mode>] [--link] [--unpack] [--keep-git-dir] [--exclude=<pattern>] <source> ... <destination>',
      'ADD [--checksum=<digest>] ["<source>", ..., "<destination>"]',
    ],
    snippet: '${1:source} ${2:destination}',
  },
  workdir: {
    summary: 'Set the working directory',
    detail:
      'For later instructions and for containers. Made if it is missing. A relative path continues the one before.',
    forms: ['WORKDIR <path>'],
    snippet: '${1:path}',
  },
  user: {
    summary: 'Set the user of later RUNs and of containers',
    detail: 'Names are looked up in the image; numbers need not be there. Without a group the user’s own is taken.',
    forms: ['USER <user>[:<group>]'],
    snippet: '${1:user}',
  },
  cmd: {
    summary: 'Set the default command of containers',
    detail:
      'With an `ENTRYPOINT` it gives that program’s default arguments. Only the last one counts. The JSON form runs the program without a shell, so that it gets signals.',
    forms: ['CMD ["<program>", "<argument>", ...]', 'CMD <command>'],
    snippet: '["${1:program}"]',
  },
  entrypoint: {
    summary: 'Set the program that containers run',
    detail:
      'Arguments of `docker run` are appended to the JSON form. In the shell form the shell is the process that gets signals, and `CMD` is ignored.',
    forms: ['ENTRYPOINT ["<program>", "<argument>", ...]', 'ENTRYPOINT <command>'],
    snippet: '["${1:program}"]',
  },
  expose: {
    summary: 'Say which ports the program listens on',
    detail: 'Documentation that `docker run -P` reads; opens nothing. The protocol is `tcp` unless given.',
    forms: ['EXPOSE <port>[/<protocol>] ...'],
    snippet: '${1:port}',
  },
  volume: {
    summary: 'Declare directories that hold data',
    detail: 'A container gets an anonymous volume for each. Most images leave that to the one who runs them.',
    forms: ['VOLUME <path> ...', 'VOLUME ["<path>", ...]'],
    snippet: '${1:path}',
  },
  label: {
    summary: 'Add metadata to the image',
    detail: 'Common keys are those of `org.opencontainers.image.*`: `title`, `source`, `version`, `licenses` …',
    forms: ['LABEL <key>=<value> ...'],
    snippet: '${1:key}="${2:value}"',
  },
  healthcheck: {
    summary: 'Say how to test that a container still works',
    detail:
      'Exit code 0 is healthy, 1 is not. `NONE` switches off what the base image has. Only the last one counts. Only Docker reads it: OCI images have no place for it.',
    forms: [
      'HEALTHCHECK [--interval=<duration>] [--timeout=<duration>] [--start-period=<duration>] [--start-interval=<duration>] [--retries=<n>] CMD <command>',
      'HEALTHCHECK NONE',
    ],
    snippet: 'CMD ${1:command}',
  },
  shell: {
    summary: 'Set the shell of the shell forms',
    detail: 'A JSON array; `["/bin/sh", "-c"]` unless given. Kept in the image.',
    forms: ['SHELL ["<program>", "<argument>", ...]'],
    snippet: '["${1:/bin/bash}", "-o", "pipefail", "-c"]',
  },
  stopsignal: {
    summary: 'Set the signal that stops a container',
    detail: 'A name such as `SIGQUIT`, or a number. `SIGTERM` unless given.',
    forms: ['STOPSIGNAL <signal>'],
    snippet: '${1:SIGTERM}',
  },
  onbuild: {
    summary: 'Leave an instruction for images that build on this one',
    detail: 'It runs right after the `FROM` of such a build, once. Not allowed are `ONBUILD`, `FROM` and `MAINTAINER`.',
    forms: ['ONBUILD <instruction>'],
    snippet: '${1:instruction}',
  },
  maintainer: {
    summary: 'Set the author (deprecated)',
    detail: 'Use `LABEL org.opencontainers.image.authors="…"`.',
    forms: ['MAINTAINER <name>'],
    snippet: '${1:name}',
  },
};
