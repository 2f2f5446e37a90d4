import type { Scope } from '@strake/parser';

export function scopeOf(values: ReadonlyMap<string, string>): Scope {
  return { get: (name) => values.get(name), names: () => values.keys() };
}
