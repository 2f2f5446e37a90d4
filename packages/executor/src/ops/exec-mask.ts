/** Replaces what must not be shown in a stream of text, across chunks. */
export interface Mask {
  /** What can be shown by now; what may be the beginning of a secret is kept back. */
  push(text: string): string;
  /** The rest. */
  flush(): string;
}

const STARS = '****';
/** Shorter values occur everywhere: masking them would make logs unreadable and tell nothing. */
const SHORTEST = 3;
/** A line of a longer secret that is worth masking by itself. */
const SHORTEST_LINE = 8;
/** Lines of a secret that are looked for one by one. */
const MOST_LINES = 256;
/** Longer forms are looked for in pieces. */
const PIECE = 1024;
/** base64(1) breaks its output into lines of this length. */
const BASE64_LINE = 76;

/** Makes masks for the streams of a command that knows `secrets`; nothing when there is nothing to hide. */
export function createMasks(secrets: readonly Uint8Array[]): (() => Mask) | undefined {
  const forms = new Set(secrets.flatMap(formsOf).flatMap(pieces));
  const patterns = [...forms].filter((form) => form.length >= SHORTEST);
  return patterns.length === 0 ? undefined : () => createMask(patterns);
}

function createMask(patterns: readonly string[]): Mask {
  let pending = '';
  return {
    push(text) {
      pending += text;
      const end = safeEnd(pending, patterns);
      const shown = replaced(pending.slice(0, end), patterns);
      pending = pending.slice(end);
      return shown;
    },
    flush() {
      const shown = replaced(pending, patterns);
      pending = '';
      return shown;
    },
  };
}

/** Up to where no pattern can begin that ends in text to come, nor one lie across. */
function safeEnd(text: string, patterns: readonly string[]): number {
  const starts = patterns.map((pattern) => beginningAtEnd(text, pattern));
  let end = Math.min(text.length, ...starts);
  for (const [from, to] of occurrences(text, patterns).toReversed()) if (from < end && to > end) end = from;
  return end;
}

/** Where the longest proper beginning of `pattern` starts that `text` ends with. */
function beginningAtEnd(text: string, pattern: string): number {
  const first = pattern.charAt(0);
  const from = Math.max(0, text.length - pattern.length + 1);
  for (let at = text.indexOf(first, from); at >= 0; at = text.indexOf(first, at + 1)) {
    if (pattern.startsWith(text.slice(at))) return at;
  }
  return text.length;
}

function replaced(text: string, patterns: readonly string[]): string {
  let shown = '';
  let at = 0;
  for (const [from, to] of occurrences(text, patterns)) {
    shown += text.slice(at, from) + STARS;
    at = to;
  }
  return shown + text.slice(at);
}

/** Where patterns are, overlapping ones as one, in order. */
function occurrences(text: string, patterns: readonly string[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const pattern of patterns) {
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
      found.push([at, at + pattern.length]);
    }
  }
  const merged: [number, number][] = [];
  for (const [from, to] of found.sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** A secret as programs print it: itself, its lines, in JSON, in URLs, in base64 wherever it may stand in what is encoded. */
function formsOf(secret: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(secret).replace(/[\r\n]+$/, '');
  if (text.length < SHORTEST) return [];
  const lines = text.split(/\r?\n/);
  const parts = [
    text,
    ...(lines.length > 1 ? lines.slice(0, MOST_LINES).filter((line) => line.trim().length >= SHORTEST_LINE) : []),
  ];
  return parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), ...urlForms(part), ...base64Forms(part)]);
}

function pieces(form: string): readonly string[] {
  return form.length <= PIECE ? [form] : (form.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? []);
}

function urlForms(text: string): readonly string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const strict = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const all = [encoded, strict, strict.replaceAll('%20', '+')];
  return [...all, ...all.map((form) => form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()))];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const aligned = [0, 1, 2].flatMap((before) => innerBase64(bytes, before));
  const broken = (aligned[1] ?? '').match(new RegExp(`.{${BASE64_LINE}}`, 'g')) ?? [];
  const all = [...aligned, ...((aligned[1] ?? '').length > BASE64_LINE ? broken : [])].filter(
    (form) => form.length > SHORTEST,
  );
  return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/**
 * The characters that encode nothing but `bytes` when `before` bytes of a group of three stand before them; and the same
 * when nothing follows.
 */
function innerBase64(bytes: Uint8Array, before: number): readonly string[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const own = bits.slice((6 - ((before * 8) % 6)) % 6);
  const atEnd = (own.match(/.{1,6}/g) ?? []).map((sextet) => ALPHABET[Number.parseInt(sextet.padEnd(6, '0'), 2)]);
  const inside = atEnd.slice(0, Math.floor(own.length / 6));
  return [inside.join(''), atEnd.join('')];
}
