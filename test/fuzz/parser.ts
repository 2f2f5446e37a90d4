/**
 * `node test/fuzz/parser.ts [DIRECTORY] [--seconds=N] [--seed=N]`: mutates the Dockerfiles of a directory (the parser's own
 * fixtures unless given) and holds the parser to what must be true of every text. A text for which it is not is made as
 * small as it gets and kept in the parser's fixtures, where the unit tests hold it to the same.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from '../../packages/parser/src/index.ts';
import { brokenInvariants } from '../../packages/parser/test/support/invariants.ts';
import { createRandom, mutate } from '../../packages/parser/test/support/mutate.ts';

const FIXTURES = join(import.meta.dirname, '../../packages/parser/test/fixtures');
const FOUND = join(FIXTURES, 'found');
/** Beyond these a text takes suspiciously long to parse: milliseconds, and microseconds per character. */
const SLOW_MS = 50;
const SLOW_US = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const texts = readTexts(positionals[0] ?? FIXTURES);
const random = createRandom(Number(values.seed));
const end = performance.now() + Number(values.seconds) * 1000;
console.log(`${texts.length} files, seed ${values.seed}, ${values.seconds} s`);

let count = 0;
let found = 0;
while (performance.now() < end) {
  const text = mutate(texts[Math.floor(random() * texts.length)] ?? '', texts, random);
  count++;
  const faults = faultsOf(text);
  if (faults.length > 0) keep(text, faults);
}
console.log(`${count} texts, ${found} with faults`);
process.exitCode = found > 0 ? 1 : 0;

function readTexts(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.length < 20_000);
}

function faultsOf(text: string): readonly string[] {
  try {
    const faults = brokenInvariants(text);
    return isSlow(text) ? [...faults, 'parse is slow'] : faults;
  } catch (error) {
    return [`throws ${String(error)}`];
  }
}

/** The best of three, so that other work on the machine is not taken for slowness. */
function isSlow(text: string): boolean {
  const limit = SLOW_MS + (SLOW_US * text.length) / 1000;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    parse(text);
    if (performance.now() - start < limit) return false;
  }
  return true;
}

function keep(text: string, faults: readonly string[]): void {
  found++;
  const kind = kindOf(faults);
  const small = shrink(text, (candidate) => kindOf(faultsOf(candidate)) === kind);
  const name = `${createHash('sha256').update(small).digest('hex').slice(0, 12)}.dockerfile`;
  writeFileSync(join(FOUND, name), small);
  console.log(`${name}: ${faults.join('; ')}\n${JSON.stringify(small)}`);
}

/** What is at fault, wherever in the text. */
function kindOf(faults: readonly string[]): string | undefined {
  return faults[0]?.replace(/\d+/g, '');
}

/** Drops ever smaller parts of a text as long as it keeps its fault. */
function shrink(text: string, hasFault: (text: string) => boolean): string {
  let result = text;
  for (let size = Math.ceil(text.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < result.length; ) {
      const candidate = result.slice(0, start) + result.slice(start + size);
      if (hasFault(candidate)) result = candidate;
      else start += size;
    }
  }
  return result;
}
