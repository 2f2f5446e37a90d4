import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryContext } from '../../packages/context/src/index.ts';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { openWorkshop, type Workshop } from '../e2e/support/strake.ts';
import { buildGuarded, type GuardedOutcome } from './support/guarded-build.ts';
import { type GuardedPlace, openGuardedPlace } from './support/guarded-place.ts';
import { writeHostileImage } from './support/hostile-image.ts';

let place: GuardedPlace;
let layout: string;
/** The place that nothing may touch, as a path without its first slash. */
let outside: string;
beforeAll(() => {
  place = openGuardedPlace();
  outside = place.outside.slice(1);
  layout = place.inside();
  const link = (name: string, target: string): Uint8Array => rawEntry({ type: '2', name, link: target });
  writeHostileImage(layout, [
    concat(
      rawEntry({ name: 'own' }, 'in'),
      link('abs', place.outside),
      link('up', `${'../'.repeat(20)}${outside}`),
      link('twice', 'abs'),
      link('root', '/'),
      link('proc', '/proc/self/root'),
      END,
    ),
  ]);
});
afterAll(() => place[Symbol.dispose]());

function buildWith(lines: string): Promise<GuardedOutcome> {
  return buildGuarded(place, {
    dockerfile: { text: `${lines}\n` },
    context: memoryContext({ f: 'in' }),
    contexts: { base: `oci-layout://${layout}` },
  });
}

const LINKS = ['abs', 'up', 'twice', 'root/abs', 'root/../../up', 'proc/etc'];

describe('links of a base image mean its own files', () => {
  test.each(LINKS)('COPY --from takes nothing of this machine through %j (CVE-2024-1753)', async (link) => {
    const { codes } = await buildWith(`FROM scratch\nCOPY --from=base /${link}/canary /in/`);
    expect(codes).toContain('STEP_FAILED');
  });

  test('COPY --from of a link to the root takes its root (CVE-2024-1753)', async () => {
    const { files } = await buildWith('FROM scratch\nCOPY --from=base /root /in/');
    expect(files.filter((line) => line.includes('100644'))).toEqual(['in/own 100644 1 in']);
  });

  test.each(['abs', 'up', 'twice', 'root/abs'])(
    'COPY, ADD and WORKDIR write inside, through %j (CVE-2020-10696)',
    async (link) => {
      const { files } = await buildWith(
        `FROM base\nCOPY f /${link}/canary\nADD f /${link}/x\nWORKDIR /${link}/etc\nCOPY f passwd`,
      );
      const made = files.filter((line) => line.startsWith(outside) && line.endsWith(' in'));
      expect(made.map((line) => line.slice(outside.length + 1))).toEqual(
        ['canary', 'etc/passwd', 'x'].map((name) => `${name} 100644 1 in`),
      );
    },
  );
});

describe('mounts of RUN', () => {
  let shop: Workshop;
  beforeAll(async () => {
    shop = await openWorkshop();
  });
  afterAll(() => shop[Symbol.dispose]());

  const run = async (mount: string, command: string): Promise<string> => {
    const before = place.guarded();
    const text = `FROM hostile AS hostile\nFROM busybox\nRUN --mount=${mount} ${command}\n`;
    const contexts = [...shop.base, '--build-context', `hostile=oci-layout://${layout}`];
    const args = ['build', ...contexts, '--progress', 'plain', '--no-cache', shop.context({ Dockerfile: text })];
    const { stderr, code } = await shop.strake(args);
    expect(place.guarded()).toEqual(before);
    return `${code} ${stderr}`;
  };

  test.each(['abs', 'up', 'proc/etc'])(
    'of nothing of this machine, through %j (CVE-2024-1753, CVE-2024-9675)',
    async (link) => {
      for (const type of ['bind', 'cache']) {
        const said = await run(
          `type=${type},from=hostile,source=/${link},target=/m`,
          'sh -c "cat /m/canary; touch /m/x"',
        );
        expect(said).not.toMatch(/untouched/);
        expect(said).not.toMatch(/^0 /);
      }
    },
  );

  test.each(['bind', 'cache'])('%s of a link to the root is of its root (CVE-2024-1753)', async (type) => {
    expect(await run(`type=${type},from=hostile,source=/root,target=/m`, 'sh -c "cat /m/own && ! ls /m/usr"')).toMatch(
      /^0 /,
    );
  });

  test.each(['../../canary', '/etc', 'a/../../..', '..'])(
    'the id %j of a cache names no directory of this machine (CVE-2024-9675)',
    async (id) => {
      const said = await run(`type=cache,id=${id},target=/m`, 'sh -c "ls -A /m | wc -l; echo mine > /m/canary"');
      expect(said).toMatch(/^0 [^]* 0$/m);
    },
  );
});
