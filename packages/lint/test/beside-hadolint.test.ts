import { parse } from '@strake/parser';
import { expect, it } from 'vitest';
import { lint, resolveConfig, shellTexts } from '../src/index.ts';
import { type Difference, FALSE_POSITIVES, MISSES, SHELL_FALSE_POSITIVES } from './beside-hadolint.ts';

const config = resolveConfig({ extends: 'hadolint' });

function reports({ rule, text }: Difference): boolean {
  const result = parse(text);
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lint(result, config).some((finding) => finding.rule === rule);
}

it.each(FALSE_POSITIVES)('does not report $rule: $why', (difference) => expect(reports(difference)).toBe(false));

it.each(MISSES)('reports $rule: $why', (difference) => expect(reports(difference)).toBe(true));

it('gives ShellCheck the shell and the variables of a trigger', () => {
  const found = SHELL_FALSE_POSITIVES.flatMap(({ text }) => shellTexts(parse(text)));
  expect(found.map(({ shell }) => shell)).toEqual(['sh', 'bash']);
  expect(found[0]?.variables).toContain('dir');
});

it('lists the differences in HADOLINT.md', async () => {
  const part = (title: string, differences: readonly Difference[]): string =>
    `## ${title}\n\n${differences.map(show).join('\n')}`;
  const text = [
    "# Beside hadolint\n\nIn its preset `hadolint` this package gives hadolint's verdicts. Here they differ on purpose from those of hadolint 2.15;\nevery example is a test. What `recommended` leaves out of hadolint's verdicts beyond this is in [RULES.md](RULES.md).\n",
    part('Reported by hadolint without cause', [...FALSE_POSITIVES, ...SHELL_FALSE_POSITIVES]),
    part('Missed by hadolint', MISSES),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../HADOLINT.md');
});

function show({ rule, text, why }: Difference): string {
  return `${rule}: ${why}.\n\n\`\`\`dockerfile\n${text.trimEnd()}\n\`\`\`\n`;
}
