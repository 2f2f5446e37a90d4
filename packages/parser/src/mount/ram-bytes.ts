const POWERS = 'kmgtp';

/** Bytes of a size as Docker reads them (`64m`, `1.5GiB`, binary multiples throughout); undefined if it is none. */
export function parseRamBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)*) ?(?:([kmgtp])?(?:i?b)?)?$/i.exec(text);
  const number = Number(match?.[1]);
  if (match === null || Number.isNaN(number)) return undefined;
  const unit = match[2]?.toLowerCase();
  return Math.trunc(number * 1024 ** (unit === undefined ? 0 : POWERS.indexOf(unit) + 1));
}
