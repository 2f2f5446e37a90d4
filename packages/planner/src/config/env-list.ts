/** `Env` of an image: a name that is set again keeps its place. */
export interface EnvList {
  set(name: string, value: string): void;
  has(name: string): boolean;
  entries(): readonly string[];
  /** A copy that changes on its own. */
  fork(): EnvList;
}

export function createEnvList(initial: readonly string[]): EnvList {
  const entries = [...initial];
  const places = new Map<string, number>();
  for (const [place, entry] of entries.entries()) {
    const [name] = splitVariable(entry);
    if (!places.has(name)) places.set(name, place);
  }
  return {
    set(name, value) {
      const place = places.get(name) ?? entries.length;
      entries[place] = `${name}=${value}`;
      places.set(name, place);
    },
    has: (name) => places.has(name),
    entries: () => entries,
    fork: () => createEnvList(entries),
  };
}

/** Name and value of `NAME=value`; without `=`, an empty value. */
export function splitVariable(entry: string): readonly [name: string, value: string] {
  const equals = entry.indexOf('=');
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
