/** `pnpm bench NAME [ARGS]`: runs test/bench/NAME.ts. Benchmarks measure, they never pass or fail. */
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .map((name) => (name === 'steps' ? 'run' : name));
const [name = '', ...args] = process.argv.slice(2);
if (names.includes(name)) {
  const bench = (await import(`./${name === 'run' ? 'steps' : name}.ts`)) as {
    run(args: readonly string[]): Promise<void>;
  };
  await bench.run(args);
} else {
  console.error(`usage: pnpm bench ${names.join('|')} [ARGS]`);
  process.exitCode = 2;
}
