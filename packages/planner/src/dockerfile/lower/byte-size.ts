const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };

/** A size in bytes such as `64m`, `1.5GiB` or `4096`, as docker/go-units reads it; undefined when it is none. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+) ?(?:b|([kmgtp])(?:i?b)?)?$/i.exec(text);
  if (!match) return undefined;
  const bytes = Math.trunc(Number(match[1]) * (UNITS[match[2]?.toLowerCase() ?? ''] ?? 1));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
