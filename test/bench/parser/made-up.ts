/** Dockerfiles of the shape of real ones: a few stages, long RUNs, comments, pairs; the same for every run. */
export function makeDockerfiles(count: number): readonly string[] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => makeDockerfile(random));
}

function makeDockerfile(random: () => number): string {
  const below = (n: number): number => Math.floor(random() * n);
  const lines: string[] = random() < 0.1 ? ['# syntax=docker/dockerfile:1'] : [];
  if (random() < 0.4) lines.push(...LICENCE);
  for (let stage = random() < 0.75 ? 1 : 2; stage > 0; stage--) {
    lines.push('# base image', `FROM ${NAMES[below(NAMES.length)]}:${below(30)}.${below(9)} AS stage-${stage}`, '');
    for (let i = 1 + below(9); i > 0; i--) lines.push(...(MAKERS[below(MAKERS.length)]?.(below) ?? []));
  }
  lines.push('CMD ["/usr/bin/server", "--port", "8080"]');
  return `${lines.join('\n')}\n`;
}

const LICENCE: readonly string[] = [
  '# Copyright 2026 Somebody and others. All rights reserved.',
  '#',
  '# Licensed under some licence; you may not use this file except in compliance with it.',
  '# Unless required by applicable law or agreed to in writing, software is distributed',
  '# on an "AS IS" basis, without warranties or conditions of any kind.',
  '################################################################################',
  '',
];

const NAMES: readonly string[] = ['alpine', 'debian', 'golang', 'node', 'registry.example.org:5000/team/base'];

const MAKERS: readonly ((below: (n: number) => number) => readonly string[])[] = [
  (below) => script(below),
  (below) => ['# install packages', ...packages(below)],
  (below) => [`COPY --chown=1000:1000 package-${below(9)}.json src/ /app/`],
  (below) => [`ENV PATH=/opt/tool-${below(9)}/bin:$PATH LANG=C.UTF-8 MESSAGE="hello there"`],
  (below) => [`ARG VERSION=1.${below(99)}`, 'WORKDIR /app'],
  () => ['LABEL org.opencontainers.image.title="A title" \\', '      org.opencontainers.image.licenses=Apache-2.0'],
  (below) => [`EXPOSE ${1000 + below(9000)}/tcp`, 'USER 1000:1000'],
  () => ['RUN --mount=type=cache,target=/root/.cache make -j4 all && make install'],
  () => ['RUN <<EOF', 'set -e', 'echo from a heredoc', 'EOF'],
];

function packages(below: (n: number) => number): readonly string[] {
  const names = Array.from({ length: 3 + below(20) }, (_, i) => `    package-${i}-${below(99)} \\`);
  return [
    'RUN apt-get update && apt-get install -y --no-install-recommends \\',
    ...names,
    '    && rm -rf /var/lib/apt/lists/*',
  ];
}

function script(below: (n: number) => number): readonly string[] {
  const steps = Array.from({ length: 1 + below(5) }, (_, i) => [
    `    && curl -fsSL "https://downloads.example.org/releases/part-${i}-\${VERSION}.tar.gz" -o /tmp/part-${i}.tar.gz \\`,
    `    && echo "$(cat /tmp/part-${i}.sha256)  /tmp/part-${i}.tar.gz" | sha256sum -c - \\`,
  ]);
  return ['RUN set -eux; mkdir -p /opt/parts \\', ...steps.flat(), '    && ldconfig'];
}

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
