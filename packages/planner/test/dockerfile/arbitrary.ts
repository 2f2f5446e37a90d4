import { type Arbitrary, array, constantFrom, oneof, record, string, tuple } from 'fast-check';

const word: Arbitrary<string> = constantFrom(
  'a',
  'b',
  '$A',
  '${B:-c}',
  '"q r"',
  '/x/',
  '../up',
  '*.c',
  '$$',
  '\\$A',
  'é',
);
const name: Arbitrary<string> = constantFrom('A', 'B', 'C', 'PATH');
const stage: Arbitrary<string> = constantFrom('s0', 's1', 'S2', '0', '1', 'busybox', 'scratch', 'other:1');
const command: Arbitrary<string> = constantFrom(
  'make',
  '["make", "x"]',
  'echo $A \\\n  && b',
  '',
  '<<E\n#!/bin/sh\nE\n',
);

const line: Arbitrary<string> = tuple(
  constantFrom(
    'RUN {c}',
    'RUN --mount=type=cache,target={w} --network=none {c}',
    'RUN --mount=from={s},target=/m,source={w} {c}',
    'RUN --mount=type=secret,id=x,env={n} --mount=type=ssh {c}',
    'COPY {w} {w} /d/',
    'COPY --from={s} --chown={w} {w} {w}',
    'COPY --link --exclude={w} {w} {w}',
    'ADD {w} {w}',
    'ENV {n}={w}',
    'ARG {n}={w}',
    'ARG {n}',
    'LABEL {n}={w}',
    'WORKDIR {w}',
    'USER {w}',
    'CMD {c}',
    'ENTRYPOINT {c}',
    'EXPOSE 80 {w}',
    'VOLUME {w}',
    'SHELL ["/bin/bash", "-c"]',
    'ONBUILD RUN {c}',
    'ONBUILD COPY --from={s} {w} /',
    'HEALTHCHECK --interval=5s CMD {c}',
    'STOPSIGNAL {w}',
    'MAINTAINER {w}',
  ),
  word,
  name,
  stage,
  command,
).map(([template, w, n, s, c]) =>
  template.replaceAll('{w}', w).replaceAll('{n}', n).replaceAll('{s}', s).replaceAll('{c}', c),
);

/** The lines of a Dockerfile, most of them good, in stages `s0`, `s1` and so on. */
export const dockerfileLines: Arbitrary<readonly string[]> = array(
  record({
    base: constantFrom('busybox', 'scratch', 's0', 's1', 'triggers', '$A'),
    lines: array(line, { maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 4 },
).map((stages) => ['ARG A=busybox', ...stages.flatMap(({ base, lines }, i) => [`FROM ${base} AS s${i}`, ...lines])]);

/** Any text at all, much of it like a Dockerfile. */
export const anyText: Arbitrary<string> = tuple(
  constantFrom('FROM busybox\n', 'from scratch AS s0\n', 'ARG A\n', ''),
  array(oneof(line, string(), string({ unit: 'binary' })), { maxLength: 12 }),
).map(([first, lines]) => first + lines.join('\n'));
