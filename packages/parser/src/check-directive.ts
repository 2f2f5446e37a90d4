import { goQuote } from '@strake/core';
import { trimSpace } from './lexer/space.ts';
import { parseGoBoolean } from './mount/device.ts';

/** What `# check=` sets; the same text may stand as a comment above one instruction. */
export interface CheckOptions {
  /** Rules not to run. */
  readonly skip: readonly string[] | 'all';
  /** Experimental rules to run. */
  readonly experimental: readonly string[] | 'all';
  /** Whether any finding fails the build. */
  readonly error: boolean;
}

/** Reads the value of a `check` directive: up to three of `skip=`, `experimental=`, `error=`, apart by `;`. */
export function parseCheck(value: string): CheckOptions | { readonly fault: string } {
  const result: { -readonly [K in keyof CheckOptions]: CheckOptions[K] } = { skip: [], experimental: [], error: false };
  const text = trimSpace(value);
  if (text === '') return result;
  for (const part of splitThree(text)) {
    const equals = part.indexOf('=');
    if (equals < 0) return { fault: `invalid check option ${goQuote(part)}` };
    const key = trimSpace(part.slice(0, equals));
    const given = trimSpace(part.slice(equals + 1));
    if (key === 'skip' || key === 'experimental')
      result[key] = given === 'all' ? 'all' : given.split(',').map((rule) => trimSpace(rule));
    else if (key === 'error') {
      const error = parseGoBoolean(given);
      if (error === undefined)
        return {
          fault: `failed to parse check option ${goQuote(part)}: strconv.ParseBool: parsing ${goQuote(given)}: invalid syntax`,
        };
      result.error = error;
    } else return { fault: `invalid check option ${goQuote(key)}` };
  }
  return result;
}

/** At most three parts: the third keeps further semicolons. */
function splitThree(text: string): readonly string[] {
  const parts = text.split(';');
  return parts.length <= 3 ? parts : [parts[0] ?? '', parts[1] ?? '', parts.slice(2).join(';')];
}
