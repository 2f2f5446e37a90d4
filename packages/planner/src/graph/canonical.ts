/**
 * One text per value: JSON without blanks, keys sorted by UTF-16 code units, fields that are undefined left out.
 * Takes what JSON can hold and nothing else; numbers are finite.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return finite(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') return `{${fields(value).join(',')}}`;
  throw new TypeError(`a ${typeof value} has no canonical form`);
}

function fields(object: object): readonly string[] {
  const entries = Object.entries(object).filter(([, field]) => field !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
  return JSON.stringify(value);
}
