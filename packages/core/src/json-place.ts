/**
 * Where a text is no JSON, as V8 ends its message with it: ` (line 3 column 5)`; nothing where it does not say. The rest of the
 * message may repeat what stands there, which may be a secret.
 */
export function jsonPlace(error: unknown): string {
  const { message } = error as Partial<Error>;
  return / \(line \d+ column \d+\)/.exec(message ?? '')?.[0] ?? '';
}
