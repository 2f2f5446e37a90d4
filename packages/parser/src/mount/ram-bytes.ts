const POWERS = 'kmgtp';

/**
 * Bytes of a size as Docker reads them: a decimal number, at most one space, and a unit (`b`, `k`, `mb`, `GiB`; all
 * binary multiples). Undefined if it is none.
 */
export function parseRamBytes(text: string): number | undefined {
  const number = /^.*[\d. ]/s.exec(text)?.[0];
  if (number === undefined) return undefined;
  const digits = number.endsWith(' ') ? number.slice(0, -1) : number;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return undefined;
  const suffix = /^(?:b|([kmgtp])(?:i?b)?)?$/i.exec(text.slice(number.length));
  const value = Number(digits);
  if (suffix === null || value < 0 || !Number.isFinite(value)) return undefined;
  const unit = suffix[1]?.toLowerCase();
  return Math.trunc(value * 1024 ** (unit === undefined ? 0 : POWERS.indexOf(unit) + 1));
}
