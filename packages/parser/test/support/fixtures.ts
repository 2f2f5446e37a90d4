import { readdirSync, readFileSync } from 'node:fs';

/** The Dockerfiles of a folder beside this one, by name without extension. */
export function readFixtures(folder: string): ReadonlyMap<string, string> {
  const url = new URL(`../${folder}/`, import.meta.url);
  const names = readdirSync(url).filter((name) => name.endsWith('.dockerfile'));
  return new Map(names.map((name) => [name.replace(/\.dockerfile$/, ''), readFileSync(new URL(name, url), 'utf8')]));
}
