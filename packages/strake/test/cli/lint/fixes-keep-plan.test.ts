import { fixAll, lint, resolveConfig, rules } from '@strake/lint';
import { parse } from '@strake/parser';
import { plan, type PlanOptions } from '@strake/planner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Rules whose repairs change how a file is written, and nothing of what is built. */
const SAME_PLAN = [
  'ConsistentInstructionCasing',
  'ExposeInvalidFormat',
  'ExposeProtoCasing',
  'FromAsCasing',
  'LegacyKeyValueFormat',
  'MultipleInstructionsDisallowed',
  'NoEmptyContinuation',
  'RedundantTargetPlatform',
  'StageNameCasing',
];
const config = resolveConfig({
  extends: 'none',
  rules: Object.fromEntries(SAME_PLAN.map((rule) => [rule, 'warning' as const])),
});

const PLATFORM = { os: 'linux', architecture: 'amd64' };
const BASE: NonNullable<PlanOptions['images']> = () => ({
  manifest: `sha256:${'0'.repeat(64)}`,
  config: {
    ...PLATFORM,
    config: { Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: [] },
    history: [],
  },
});

/** Everything that is built, without how it is told. */
function planOf(text: string): unknown {
  const step = plan(parse(text), { buildPlatform: PLATFORM, images: BASE });
  if (step.status !== 'ready') return step.status;
  const ops = [...step.graph.vertices.values()].map(({ op }) => op);
  return { ops, configs: step.graph.targets.map((target) => target.config.config) };
}

function check(text: string): void {
  const fixed = fixAll(text, (current) => lint(parse(current), config)).text;
  expect(planOf(fixed)).toEqual(planOf(text));
}

const known = rules.filter(({ name }) => SAME_PLAN.includes(name));

it('names rules that repair', () => {
  expect(known).toHaveLength(SAME_PLAN.length);
  expect(known.every(({ fixable }) => fixable)).toBe(true);
});

describe.each(known)('repairs of $name keep the plan', ({ docs }) => {
  it.each(docs.bad.filter(({ fixed }) => fixed !== undefined))('$text', ({ text }) => check(text));
});

const LINES = [
  'env A b c',
  'ENV A  "b c" d',
  "ENV A 'b $B c'",
  'ENV A b\\ c',
  'ENV A $A:/x',
  'LABEL a b c',
  'LABEL a "b"',
  'expose 80/TCP 1:81',
  'ADD a /b',
  'ADD --chown=1 a.txt /b/',
  'CMD a',
  'CMD ["a"]',
  'ENTRYPOINT b',
  'RUN a && \\\n\n  b',
  'Run x',
  'FROM --platform=$TARGETPLATFORM debian as Other',
];

it('keeps the plan of any file', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 10 }), (lines) =>
      check(`FROM debian as Base\n${lines.join('\n')}\n`),
    ),
    { numRuns: 300 },
  );
});
