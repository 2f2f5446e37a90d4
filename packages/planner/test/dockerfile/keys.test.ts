import type { Digest } from '@strake/core';
import { parse } from '@strake/parser';
import { describe, expect, test } from 'vitest';
import { keyRecipe } from '../../src/graph/index.ts';
import { plan, type PlanOptions } from '../../src/index.ts';
import { AMD64, imageFor } from './cases.ts';

/** The key recipe of the last step: which results it may take from the cache. */
function lastKey(lines: string, more: Partial<PlanOptions> = {}): unknown {
  const step = plan(parse(`FROM busybox\n${lines}`), { buildPlatform: AMD64, images: imageFor, ...more });
  if (step.status !== 'ready') throw new Error(JSON.stringify(step));
  const root = step.graph.vertices.get(step.graph.targets[0]?.root as Digest);
  return root && keyRecipe(root);
}

describe('the last step is looked up by the same key when', () => {
  const same: readonly (readonly [name: string, a: string, b: string])[] = [
    ['ARG and ENV give the same variable', 'ARG A=1\nRUN x', 'ENV A=1\nRUN x'],
    ['an ARG has no value', 'RUN x', 'ARG A\nRUN x'],
    ['metadata differ', 'LABEL a=b\nEXPOSE 1\nCMD x\nRUN x', 'RUN x'],
    ['a variable is of no use to COPY', 'ENV A=1\nCOPY a /', 'COPY a /'],
    ['the user is of no use to COPY', 'USER app\nCOPY a /', 'COPY a /'],
    ['SHELL is of no use to exec form', 'SHELL ["/bin/bash"]\nRUN ["x"]', 'RUN ["x"]'],
    ['the destination is the same by another way', 'COPY a /w/b', 'WORKDIR /w\nCOPY a b'],
    ['the shell form is written in exec form', 'RUN x', 'RUN ["/bin/sh", "-c", "x"]'],
    ['the mode has a leading zero', 'COPY --chmod=644 a /', 'COPY --chmod=0644 a /'],
    ['root is written as a number', 'COPY --chown=root:root a /', 'COPY --chown=0:0 a /'],
    [
      'mounts stand in another order',
      'RUN --mount=target=/a --mount=type=tmpfs,target=/b x',
      'RUN --mount=type=tmpfs,target=/b --mount=target=/a x',
    ],
    [
      'the cache has another name',
      'RUN --mount=type=cache,target=/c,id=1 x',
      'RUN --mount=type=cache,target=/c,id=2,sharing=locked x',
    ],
  ];
  test.each(same)('%s', (_, a, b) => expect(lastKey(a)).toEqual(lastKey(b)));

  const options: readonly (readonly [name: string, lines: string, a: Partial<PlanOptions>, b: Partial<PlanOptions>])[] =
    [
      ['there are proxies', 'RUN x', {}, { args: { HTTP_PROXY: 'p' } }],
      ['build arguments are not declared', 'RUN x', {}, { args: { A: '1' } }],
      [
        'the image has another tag but the same layers',
        'RUN x',
        {},
        { contexts: { busybox: { kind: 'image', ref: 'docker.io/library/other:1' } } },
      ],
      ['labels are asked for', 'RUN x', {}, { labels: { a: 'b' } }],
      ['the cache is not to be used', 'RUN x', {}, { noCache: true }],
      [
        'hosts have other addresses',
        'RUN x',
        { extraHosts: [{ host: 'h', ip: '1' }] },
        { extraHosts: [{ host: 'h', ip: '2' }] },
      ],
      ['an epoch is given and it makes no directory', 'RUN x', {}, { args: { SOURCE_DATE_EPOCH: '1' } }],
    ];
  test.each(options)('%s', (_, lines, a, b) => expect(lastKey(lines, a)).toEqual(lastKey(lines, b)));
});

describe('the last step is looked up by another key when', () => {
  const different: readonly (readonly [name: string, a: string, b: string])[] = [
    ['an argument has a value', 'RUN x', 'ARG A=1\nRUN x'],
    ['a variable has another value', 'ENV A=1\nRUN x', 'ENV A=2\nRUN x'],
    ['the user differs', 'RUN x', 'USER app\nRUN x'],
    ['the shell differs', 'RUN x', 'SHELL ["/bin/bash", "-c"]\nRUN x'],
    ['the network differs', 'RUN x', 'RUN --network=none x'],
    ['a mount is added', 'RUN x', 'RUN --mount=type=tmpfs,target=/t x'],
    ['a mount may be written', 'RUN --mount=target=/a x', 'RUN --mount=target=/a,rw x'],
    ['a secret is required', 'RUN --mount=type=secret,id=a x', 'RUN --mount=type=secret,id=a,required x'],
    ['the source has another name', 'COPY a /', 'COPY b /'],
    ['a directory is copied as such', 'COPY a /d', 'COPY a /d/'],
    ['the copy is linked', 'COPY a /', 'COPY --link a /'],
    ['ADD may unpack', 'COPY a /', 'ADD a /'],
    ['a heredoc has another text', 'COPY <<E /e\na\nE', 'COPY <<E /e\nb\nE'],
    ['a heredoc is a script', 'RUN <<E\nx\nE', 'RUN <<E\n#!x\nE'],
    ['WORKDIR has another owner', 'WORKDIR /w', 'USER app\nWORKDIR /w'],
    ['the URL is another', 'ADD https://h/a /', 'ADD https://h/b /'],
  ];
  test.each(different)('%s', (_, a, b) => expect(lastKey(a)).not.toEqual(lastKey(b)));

  const options: readonly (readonly [name: string, lines: string, more: Partial<PlanOptions>])[] = [
    ['a declared argument is given', 'ARG A\nRUN x', { args: { A: '1' } }],
    ['a declared proxy is given', 'ARG HTTP_PROXY\nRUN x', { args: { HTTP_PROXY: 'p' } }],
    ['directories have a date', 'WORKDIR /w', { args: { SOURCE_DATE_EPOCH: '1' } }],
    ['the platform is another', 'RUN x', { platforms: [{ os: 'linux', architecture: 'arm64' }] }],
    ['the host has a name', 'RUN x', { hostname: 'h' }],
  ];
  test.each(options)('%s', (_, lines, more) => expect(lastKey(lines)).not.toEqual(lastKey(lines, more)));
});
