/** Whether Go's filepath.Match takes anything in `pattern` for a wildcard. */
export function hasWildcards(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\./gs, ''));
}
