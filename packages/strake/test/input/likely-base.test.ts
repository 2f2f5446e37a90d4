import { formatPlatform } from '@strake/oci';
import { parse } from '@strake/parser';
import { plan } from '@strake/planner';
import { nodeHasher } from '@strake/oci/node';
import { describe, expect, it } from 'vitest';
import type { BuildInput } from '../../src/input/build-input.ts';
import { likelyBase } from '../../src/input/likely-base.ts';
import { hostPlatform } from '../../src/input/platform.ts';

type Options = Pick<BuildInput, 'target' | 'platforms' | 'contexts'>;

/** What is guessed of `text`. What is guessed must be among what the planner asks for. */
function check(name: string, text: string, guess: string | undefined, options: Options = {}): void {
  it(name, () => {
    const found = likelyBase(text, options);
    expect(found?.ref).toBe(guess);
    if (found === undefined) return;
    const buildPlatform = hostPlatform();
    const step = plan(parse(text), { buildPlatform, createHasher: nodeHasher, images: () => undefined });
    expect(step).toMatchObject({
      status: 'needs',
      images: expect.arrayContaining([expect.objectContaining({ ref: guess })]),
    });
  });
}

const BUSYBOX = 'docker.io/library/busybox:latest';
const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('likelyBase', () => {
  check('an image', 'FROM busybox\nRUN true\n', BUSYBOX);
  check('small letters, blanks, CRLF', '# x\r\n \tfrom   busybox  \r\nRUN true\r\n', BUSYBOX);
  check('a name for the stage', 'FROM busybox AS base\n', BUSYBOX);
  check('another registry and a tag', 'FROM localhost:5000/a/b:1\n', 'localhost:5000/a/b:1');
  check('a digest', `FROM busybox@${DIGEST}\n`, `docker.io/library/busybox@${DIGEST}`);
  check('the last of several', 'FROM golang AS build\nFROM busybox\nCOPY --from=build /a /a\n', BUSYBOX);
  check('ARG before it', 'ARG A=1\nFROM busybox\n', BUSYBOX);
  check('what looks like one in a command', 'FROM busybox\nRUN x \\\n  FROM "a"\n', undefined);
  check('a stage', 'FROM busybox AS base\nFROM base\n', undefined);
  check('a stage in other letters', 'FROM busybox AS Base\nFROM bASE\n', undefined);
  check('a stage by its number', 'FROM busybox\nFROM 0\n', undefined);
  check('a variable', 'ARG A=busybox\nFROM $A\n', undefined);
  check('a platform of its own', 'FROM --platform=linux/arm64 busybox\n', undefined);
  check('scratch', 'FROM scratch\n', undefined);
  check('a heredoc', 'FROM busybox\nRUN <<E\nFROM debian\nE\n', undefined);
  check('no name', 'FROM Busy Box\n', undefined);
  check('no FROM', 'RUN true\n', undefined);
  check('nothing', '', undefined);
  check('a target', 'FROM busybox AS a\nFROM debian\n', undefined, { target: 'a' });
  check('named contexts', 'FROM busybox\n', undefined, { contexts: { busybox: '.' } });
  check('several platforms', 'FROM busybox\n', undefined, { platforms: ['linux/amd64', 'linux/arm64'] });

  it('is for the platform of the build, as the planner asks for it', () => {
    const found = likelyBase('FROM busybox\n', { platforms: ['linux/arm64'] });
    expect(found && formatPlatform(found.platform)).toBe('linux/arm64');
  });
});
