import { goQuote } from '@strake/core';
import type { Flag } from '../ast/nodes.ts';
import type { Fault } from '../fault.ts';
import { parseGoDuration } from './go-duration.ts';

const DURATIONS = ['interval', 'timeout', 'start-period', 'start-interval'] as const;
const MILLISECOND = 1_000_000n;
const MAX_RETRIES = 2_147_483_647n;

/** The first fault among the values of HEALTHCHECK's flags. */
export function healthcheckFault(flags: readonly Flag[]): Fault | undefined {
  for (const name of DURATIONS) {
    const flag = flags.find((f) => f.name === name);
    const message = flag?.value ? durationFault(name, flag.value) : undefined;
    if (flag !== undefined && message !== undefined)
      return at(flag, 'invalid-duration', message, durationHint(flag.value ?? ''));
  }
  const retries = flags.find((f) => f.name === 'retries');
  const message = retries?.value ? retriesFault(retries.value) : undefined;
  return retries === undefined || message === undefined ? undefined : at(retries, 'invalid-retries', message);
}

function at(flag: Flag, code: Fault['code'], message: string, hint?: string): Fault {
  return { code, message, start: flag.valueStart, end: flag.valueEnd, hint };
}

function durationHint(text: string): string {
  return /^\d+$/.test(text) && text !== '0' ? `write ${text}s for seconds` : 'e.g. 500ms, 30s or 1m30s';
}

function durationFault(name: string, text: string): string | undefined {
  const duration = parseGoDuration(text);
  if ('fault' in duration) return duration.fault;
  if (duration.nanoseconds === 0n || duration.nanoseconds >= MILLISECOND) return undefined;
  return `Interval ${goQuote(name)} cannot be less than 1ms`;
}

function retriesFault(text: string): string | undefined {
  const failed = (why: string): string => `strconv.ParseInt: parsing ${goQuote(text)}: ${why}`;
  if (!/^[+-]?\d+$/.test(text)) return failed('invalid syntax');
  const digits = text.replace(/^[+-]?0*/, '');
  if (digits.length > 10 || BigInt(digits || '0') > MAX_RETRIES + (text.startsWith('-') ? 1n : 0n))
    return failed('value out of range');
  return text.startsWith('-') && digits !== '' ? `--retries cannot be negative (-${digits})` : undefined;
}
