import type { TransportResponse } from './transport.ts';

/** Bytes of an answer that are looked at, and characters of it that are told. */
const READ = 16 * 1024;
const TOLD = 300;
/** Errors of one answer that are told. */
const ERRORS = 3;

/**
 * What a refusal says in its own words: the `errors` of a registry (distribution spec, "error codes"), what a token service
 * calls `details`, or a line of text. One line, bounded, without control characters and what looks like a secret; undefined
 * where nothing of use is said. Lets go of the response.
 */
export async function wordsOf(response: TransportResponse): Promise<string | undefined> {
  const type = response.header('content-type') ?? '';
  const text = await startOf(response);
  const words = told(parsed(text)) ?? (type.startsWith('text/plain') ? text : undefined);
  const clean = words === undefined ? '' : cleaned(withoutThese(words, response.confidential ?? []));
  return clean === '' ? undefined : clean;
}

/** With the words behind a colon, if there are any. */
export function quoting(message: string, words: string | undefined): string {
  return words === undefined ? message : `${message}: ${words}`;
}

async function startOf(response: TransportResponse): Promise<string> {
  const decoder = new TextDecoder();
  const chunks = response.body[Symbol.asyncIterator]();
  let text = '';
  try {
    for (let size = 0; size <= READ; ) {
      const { done, value } = await chunks.next();
      if (done) return text;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Whatever broke, it has been refused already.
  }
  await chunks.return?.();
  return text.slice(0, READ);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function told(document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  const { errors, details, message } = document;
  if (Array.isArray(errors)) return errors.slice(0, ERRORS).map(errorText).filter(Boolean).join('; ');
  return [message, details].filter((value) => typeof value === 'string').join(': ');
}

function errorText(error: unknown): string {
  if (!isObject(error)) return '';
  const { code, message, detail } = error;
  const [first, second] = [message, detail]
    .map(textOf)
    .filter((text, i, all) => text !== '' && !all.slice(0, i).includes(text));
  if (first === undefined) return textOf(code);
  return second === undefined ? first : `${first} (${second})`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isObject(value) && Object.keys(value).length > 0 ? JSON.stringify(value) : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What logins look like: tokens of three parts, schemes of HTTP with what follows, names in URLs, signatures of them. */
const SECRETS = [
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /(?<=\b(?:bearer|basic)\s+)\S{16,}/gi,
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
  /(?<=(?:token|password|passwd|secret|signature|credential)(?:["']\s*:\s*["']|\s*=\s*["']?))[^\s"'&,;)}]+/gi,
];

/** The longest first: one may hold another. */
function withoutThese(words: string, confidential: readonly string[]): string {
  return confidential
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '***'), words);
}

function cleaned(words: string): string {
  // Cut before: patterns take long on long text.
  const line = words
    .slice(0, 4 * TOLD)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const clean = SECRETS.reduce((text, secret) => text.replace(secret, '***'), line);
  return clean.length > TOLD ? `${clean.slice(0, TOLD)}...` : clean;
}
