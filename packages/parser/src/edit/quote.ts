/** A value as it must be written for BuildKit to read exactly it, variables not expanded. Quoted only if need be. */
export function quoteValue(value: string, escape: '\\' | '`'): string {
  if (value !== '' && /^[\w./:@%+,~-]+$/.test(value)) return value;
  if (value === '') return '';
  // Single quotes take everything but themselves as it is.
  if (!value.includes("'")) return `'${value}'`;
  return `"${value.replace(/["$\\`]/g, (char) => (char === '"' || char === '$' || char === escape ? escape + char : char))}"`;
}

/** A flag's value: in quotes the escape character escapes anything. */
export function quoteFlagValue(value: string, escape: '\\' | '`'): string {
  if (!/[\s"'\\`]/.test(value)) return value;
  return `"${value.replace(/["\\`]/g, (char) => (char === '"' || char === escape ? escape + char : char))}"`;
}
