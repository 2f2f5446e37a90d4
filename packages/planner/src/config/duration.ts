const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

/** A duration such as `1m30s` in nanoseconds, as Go's time.ParseDuration reads it; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '');
  if (digits === '0') return 0;
  const parts = [...digits.matchAll(PART)];
  const length = parts.reduce((sum, [whole]) => sum + whole.length, 0);
  if (digits === '' || length < digits.length) return undefined;
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? 0), 0);
  return sign * Math.trunc(total);
}

/** A duration as Go prints it: `1m30s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 0) return `-${formatDuration(-nanoseconds)}`;
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${fraction(nanoseconds, 1e3)}µs`;
  if (nanoseconds < 1e9) return `${fraction(nanoseconds, 1e6)}ms`;
  const hours = Math.floor(nanoseconds / 3600e9);
  const minutes = Math.floor((nanoseconds % 3600e9) / 60e9);
  const seconds = `${fraction(nanoseconds % 60e9, 1e9)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function fraction(value: number, unit: number): string {
  const digits = String(unit).length - 1;
  const rest = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return `${Math.floor(value / unit)}${rest === '' ? '' : `.${rest}`}`;
}
