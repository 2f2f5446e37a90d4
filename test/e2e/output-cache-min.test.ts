import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
let directory: string;
let homes = 0;
beforeAll(async () => {
  shop = await openWorkshop();
  directory = join(shop.directory, 'caches');
  mkdirSync(directory);
});
afterAll(() => shop[Symbol.dispose]());

/** A build that exports a cache of the image's own layers, and one on another machine that has only that cache. */
interface Case {
  readonly name: string;
  readonly dockerfile: readonly string[];
  readonly first?: readonly string[];
  readonly second?: readonly string[];
  /** What the file `in` of the second context holds; the first one holds `hello`. */
  readonly changed?: string;
  /** The commands that run in the second build, as in Docker 28. */
  readonly ran: readonly string[];
}

/** Two files, never the same twice: the layer of who copies one of them is another. */
const unique = (name: string, then = ''): string =>
  `RUN echo ran-${name}; tee /${name} </proc/sys/kernel/random/uuid >/more${then}`;

/** An image that takes a file of each of two stages, the first of which is made of the context. */
const copyingTwo = (copy: string): readonly string[] => [
  'FROM busybox AS a',
  'COPY in /in',
  unique('a'),
  'FROM busybox AS b',
  unique('b'),
  'FROM busybox',
  `${copy} --from=a /a /a`,
  `${copy} --from=b /b /b`,
];

const CASES: readonly Case[] = [
  {
    name: 'one file of a stage',
    dockerfile: [
      'FROM busybox AS build',
      'COPY in /in',
      unique('build'),
      'FROM busybox',
      'COPY --from=build /build /out',
      'RUN echo ran-final; cat /out >/final',
    ],
    ran: [],
  },
  {
    name: 'a stage as a whole',
    dockerfile: ['FROM busybox AS build', unique('build'), 'FROM busybox', 'COPY --from=build / /all'],
    ran: [],
  },
  {
    name: 'a stage on a stage',
    dockerfile: [
      'FROM busybox AS a',
      unique('a'),
      'FROM a AS b',
      unique('b'),
      'FROM a',
      'COPY --from=b /b /b',
      'RUN echo ran-final',
    ],
    ran: [],
  },
  {
    name: 'stages in a chain',
    dockerfile: [
      'FROM busybox AS a',
      unique('a'),
      'FROM busybox AS b',
      'COPY --from=a /a /a',
      unique('b'),
      'FROM busybox',
      'COPY --from=b /b /b',
    ],
    ran: [],
  },
  {
    name: 'a stage that is mounted',
    dockerfile: [
      'FROM busybox AS build',
      unique('build'),
      'FROM busybox',
      'RUN --mount=from=build,target=/b echo ran-final; cp /b/build /final',
    ],
    ran: [],
  },
  {
    name: 'COPY --link',
    dockerfile: ['FROM busybox AS build', unique('build'), 'FROM busybox', 'COPY --link --from=build /build /out'],
    ran: [],
  },
  {
    name: 'a stage that makes the same of other files',
    dockerfile: [
      'FROM busybox AS build',
      'COPY in /in',
      unique('build', '; echo fixed >/out'),
      'FROM busybox',
      'COPY --from=build /out /out',
      unique('final'),
    ],
    changed: 'other',
    ran: ['build'],
  },
  {
    name: 'another value for the last step',
    dockerfile: [
      'FROM busybox AS build',
      unique('build'),
      'FROM busybox',
      'ARG X=1',
      'COPY --from=build /build /out',
      'RUN echo ran-final $X',
    ],
    second: ['--build-arg', 'X=2'],
    ran: ['final'],
  },
  {
    name: 'another target that takes the same file elsewhere',
    dockerfile: [
      'FROM busybox AS a',
      unique('a'),
      'FROM busybox AS one',
      'COPY --from=a /a /a',
      'FROM busybox AS two',
      'COPY --from=a /a /b',
    ],
    first: ['--target', 'one'],
    second: ['--target', 'two'],
    ran: ['a'],
  },
  {
    name: 'a stage of the image’s own as the target',
    dockerfile: ['FROM busybox AS a', unique('a'), 'FROM a AS b', unique('b'), 'FROM a', 'COPY --from=b /b /b'],
    second: ['--target', 'b'],
    ran: ['b'],
  },
  {
    name: 'one stage of two that is made anew, below the other',
    dockerfile: copyingTwo('COPY'),
    changed: 'other',
    ran: ['a', 'b'],
  },
  {
    name: 'one stage of two that is made anew, each linked',
    dockerfile: copyingTwo('COPY --link'),
    changed: 'other',
    ran: ['a'],
  },
];

async function build(context: string, args: readonly string[]): Promise<Ran> {
  const env = { STRAKE_HOME: join(directory, `home-${++homes}`) };
  return shop.strake(['build', ...shop.base, '--progress', 'plain', ...args, context], { cwd: directory, env });
}

const commandsOf = ({ stderr }: Ran): readonly string[] =>
  [...stderr.matchAll(/^#\d+ [\d.]+ ran-(\w+)/gm)].map(([, name = '']) => name).sort();

async function check({ dockerfile, first = [], second = [], changed, ran }: Case): Promise<void> {
  const context = shop.context({ Dockerfile: dockerfile.join('\n'), in: 'hello' });
  const cache = `cache-${homes}`;
  expect(await build(context, [...first, '--cache-to', `type=local,dest=${cache}`])).toMatchObject({ code: 0 });
  if (changed !== undefined) writeFileSync(join(context, 'in'), changed);
  const next = `next-${homes}`;
  const again = await build(context, [
    ...second,
    '--cache-from',
    `type=local,src=${cache}`,
    '--cache-to',
    `type=local,dest=${next}`,
    '-o',
    `type=oci,dest=${next}.tar`,
  ]);
  expect(again).toMatchObject({ code: 0 });
  expect(commandsOf(again)).toEqual(ran);
  const third = await build(context, [...second, '--cache-from', `type=local,src=${next}`, '-t', 'image']);
  expect(third).toMatchObject({ code: 0 });
  expect(commandsOf(third)).toEqual([]);
}

test.each(CASES)('what runs with a cache of the image’s own layers: $name', check);
