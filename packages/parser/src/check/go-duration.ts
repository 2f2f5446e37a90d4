const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX = 1n << 63n;
const MAX_DIGITS = 19;

/** Nanoseconds of a Go duration (`1m30s`), or the message of Go's `time.ParseDuration`. */
export function parseGoDuration(text: string): { readonly nanoseconds: bigint } | { readonly fault: string } {
  const invalid = { fault: `time: invalid duration ${quote(text)}` };
  const negative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return { nanoseconds: 0n };
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const whole = number?.[1] ?? '';
    const fraction = number?.[2] ?? '';
    if (whole === '' && fraction === '') return invalid;
    if (whole.replace(/^0+/, '').length > MAX_DIGITS) return invalid;
    rest = rest.slice(number?.[0].length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return { fault: `time: missing unit in duration ${quote(text)}` };
    const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (size === undefined) return { fault: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` };
    rest = rest.slice(unit.length);
    total += BigInt(whole || '0') * size + fractionOf(fraction, size);
    if (total > MAX) return invalid;
  }
  if (negative) return { nanoseconds: -total };
  return total === MAX ? invalid : { nanoseconds: total };
}

/** Digits beyond the 18th do not reach a nanosecond. */
function fractionOf(digits: string, unit: bigint): bigint {
  const kept = digits.slice(0, 18);
  return kept === '' ? 0n : (BigInt(kept) * unit) / 10n ** BigInt(kept.length);
}

/** As Go's package time quotes: bytes that are not printable ASCII in hexadecimal. */
function quote(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let result = '';
  for (const byte of bytes) {
    if (byte < 0x20 || byte >= 0x80) result += `\\x${byte.toString(16).padStart(2, '0')}`;
    else result += (byte === 0x22 || byte === 0x5c ? '\\' : '') + String.fromCharCode(byte);
  }
  return `"${result}"`;
}
