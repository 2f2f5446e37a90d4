/**
 * `pnpm bench lint DIRECTORY [ROUNDS]`: files per second of @strake/lint in one process, parsing included, on all files
 * of a directory (ShellCheck is not asked), and the rules that take longest.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lint, resolveConfig, rules } from '../../packages/lint/src/index.ts';
import { parse } from '../../packages/parser/src/index.ts';

// oxlint-disable-next-line require-await
export async function run([directory, rounds = '5']: readonly string[]): Promise<void> {
  if (directory === undefined) throw new Error('usage: pnpm bench lint DIRECTORY [ROUNDS]');
  const texts = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(directory, entry.name), 'utf8'));
  const all = resolveConfig();
  const strict = resolveConfig({ extends: 'strict' });
  const seconds = Array.from({ length: Number(rounds) }, () => measure(() => lintAll(texts, all)));
  const best = Math.min(...seconds);
  const times = texts.map((text) => measure(() => lint(parse(text), all)) * 1000).sort((a, b) => a - b);
  console.table({
    files: texts.length,
    findings: lintAll(texts, all),
    'files/s, best': Math.round(texts.length / best),
    'files/s, preset strict': Math.round(texts.length / measure(() => lintAll(texts, strict))),
    'files/s, first round': Math.round(texts.length / (seconds[0] ?? best)),
    'ms p50': at(times, 0.5),
    'ms p99': at(times, 0.99),
    'ms max': at(times, 1),
    'parsing only, files/s': Math.round(texts.length / measure(() => texts.forEach((text) => parse(text)))),
  });
  console.table(slowest(texts));
}

function lintAll(texts: readonly string[], config: ReturnType<typeof resolveConfig>): number {
  return texts.reduce((sum, text) => sum + lint(parse(text), config).length, 0);
}

function measure(action: () => unknown): number {
  const start = performance.now();
  action();
  return (performance.now() - start) / 1000;
}

function at(sorted: readonly number[], share: number): number {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3));
}

/** Time of each rule alone, its share of the parsing of the shell included. */
function slowest(texts: readonly string[]): Readonly<Record<string, number>> {
  const parsed = texts.map((text) => parse(text));
  const times = rules.map(({ name }) => {
    const config = resolveConfig({ extends: 'none', rules: { [name]: 'warning' } });
    return [name, Math.round(measure(() => parsed.forEach((result) => lint(result, config))) * 1000)] as const;
  });
  return Object.fromEntries(times.sort(([, a], [, b]) => b - a).slice(0, 8));
}
