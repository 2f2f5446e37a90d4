import { join } from 'node:path';
import { build, type BuildInput } from 'strake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { listing } from '../conformance/files/listing.ts';
import { buildGuarded } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';

let place: GuardedPlace;
beforeAll(() => {
  place = openGuardedPlace();
});
afterAll(() => place[Symbol.dispose]());

async function configOf(line: string, home: string): Promise<unknown> {
  const dockerfile = { text: `FROM scratch\nCOPY f /\n${line}\n` };
  const { images } = await build({ context: memoryContext({ f: '' }), dockerfile, home });
  return images[0]?.config.config;
}

describe('an instruction that differs gives another image, also where there is one from before (CVE-2024-24557)', () => {
  test.each([
    ['HEALTHCHECK CMD a', 'HEALTHCHECK CMD b'],
    ['HEALTHCHECK --interval=1s CMD a', 'HEALTHCHECK --interval=2s CMD a'],
    ['HEALTHCHECK --retries=1 CMD a', 'HEALTHCHECK --retries=2 CMD a'],
    ['HEALTHCHECK CMD a', 'HEALTHCHECK NONE'],
    ['ONBUILD RUN a', 'ONBUILD RUN b'],
    ['ONBUILD RUN a', 'ONBUILD COPY a /'],
    ['CMD a', 'CMD ["a"]'],
    ['ENTRYPOINT ["a"]', 'ENTRYPOINT ["b"]'],
    ['SHELL ["a"]\nCMD x', 'SHELL ["b"]\nCMD x'],
    ['USER 1', 'USER 2'],
    ['STOPSIGNAL 1', 'STOPSIGNAL 2'],
    ['VOLUME /a', 'VOLUME /b'],
    ['EXPOSE 1', 'EXPOSE 1/udp'],
    ['LABEL a=1', 'LABEL a=2'],
    ['ENV a=1', 'ENV a=2'],
    ['WORKDIR /a', 'WORKDIR /b'],
  ])('%j, %j', async (before, after) => {
    const home = place.inside();
    const first = await configOf(before, home);
    const second = await configOf(after, home);
    expect(second).not.toEqual(first);
    expect(second).toEqual(await configOf(after, place.inside()));
  });
});

describe('a source of the same name in another place gives other files, also where the stage is from before', () => {
  test.each([
    ['COPY --from=s a/x /', 'COPY --from=s b/x /'],
    ['COPY --from=s --link a/x /', 'COPY --from=s --link b/x /'],
    ['COPY --from=s --parents a/./x /', 'COPY --from=s --parents b/./x /'],
    ['COPY --from=s a/ /', 'COPY --from=s b/ /'],
    ['COPY --from=s [a]/x /', 'COPY --from=s [b]/x /'],
    ['ADD a/x /', 'ADD b/x /'],
    ['COPY --from=s --exclude=y . /', 'COPY --from=s --exclude=a/x . /'],
  ])('%s, %s', async (before, after) => {
    const context = memoryContext({ 'a/x': 'of a', 'b/x': 'of b' });
    const filesOf = async (line: string, home: string): Promise<string> => {
      const dockerfile = { text: `FROM scratch AS s\nCOPY . /\nFROM scratch\n${line}\n` };
      let files = '';
      const dest = async (tar: AsyncIterable<Uint8Array>): Promise<void> => {
        files = await listing(tar);
      };
      await build({ context, dockerfile, home, outputs: [{ type: 'tar', dest }] });
      return files;
    };
    const home = place.inside();
    const first = await filesOf(before, home);
    const second = await filesOf(after, home);
    expect(second).not.toBe(first);
    expect(second).toBe(await filesOf(after, place.inside()));
  });
});

test('an image that was made to look like what a step would make is not taken for that (CVE-2024-24557)', async () => {
  const work = place.inside();
  const layout = join(work, 'layout');
  const home = join(work, 'home');
  const text = 'FROM scratch\nCOPY f /in/\n';
  // By its history it is what the Dockerfile makes of another context.
  const made = (data: string, more: Partial<BuildInput>): Promise<unknown> =>
    build({ context: memoryContext({ f: data }), dockerfile: { text }, home, ...more });
  await made('theirs', { tags: ['evil:1'], outputs: [{ type: 'oci', dest: layout, tar: false }] });
  const { files } = await buildGuarded(place, {
    context: memoryContext({ f: 'ours' }),
    contexts: { evil: `oci-layout://${layout}` },
    dockerfile: { text: `FROM evil AS pulled\n${text}COPY --from=pulled /in/f /theirs\n` },
    cacheFrom: [{ type: 'local', src: layout }],
  });
  expect(files).toEqual(['in 40755', 'in/f 100644 1 ours', 'theirs 100644 1 theirs']);
});
