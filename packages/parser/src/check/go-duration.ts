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
  const isNegative = text.startsWith('-');
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return { nanoseconds: 0n };
  const total = sum(rest);
  if (typeof total === 'string') return { fault: `time: ${total} duration ${quote(text)}` };
  if (isNegative) return { nanoseconds: -total };
  return total === MAX ? { fault: `time: ${INVALID} duration ${quote(text)}` } : { nanoseconds: total };
}

const INVALID = 'invalid';

/** All terms together, or what is wrong: the message up to the word "duration". */
function sum(text: string): bigint | string {
  if (text === '') return INVALID;
  let total = 0n;
  for (let rest = text; rest !== ''; ) {
    const term = readTerm(rest);
    if (typeof term === 'string') return term;
    total += term.nanoseconds;
    if (total > MAX) return INVALID;
    rest = rest.slice(term.length);
  }
  return total;
}

function readTerm(text: string): { readonly nanoseconds: bigint; readonly length: number } | string {
  const number = /^(\d*)(?:\.(\d*))?/.exec(text);
  const [written = '', whole = '', fraction = ''] = number ?? [];
  const digits = whole.replace(/^0+/, '');
  if (whole + fraction === '' || digits.length > MAX_DIGITS) return INVALID;
  const unit = /^[^.\d]*/.exec(text.slice(written.length))?.[0] ?? '';
  if (unit === '') return 'missing unit in';
  const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (size === undefined) return `unknown unit ${quote(unit)} in`;
  return {
    nanoseconds: BigInt(digits || '0') * size + fractionOf(fraction, size),
    length: written.length + unit.length,
  };
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
