import type { ExpressionReader } from './expression-reader.ts';

/** A set of code points. */
export type PointTest = (point: number) => boolean;

const PERL: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
};

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** The classes `d D s S w W` whose `\` has been taken. */
export function perlClass(reader: ExpressionReader): PointTest | undefined {
  const source = PERL[reader.peek()];
  if (source === undefined) return undefined;
  reader.take();
  return testOf(source);
}

/** `pL` and `PL`, `L` being a general category, whose `\` has been taken. */
export function unicodeClass(reader: ExpressionReader): PointTest | undefined {
  const letter = reader.peek();
  if (letter !== 'p' && letter !== 'P') return undefined;
  reader.take();
  const category = reader.take();
  if (!/^[CLMNPSZ]$/.test(category)) throw new SyntaxError('invalid character class range');
  return testOf(`\\${letter}{${category}}`);
}

/** `[:alpha:]` and `[:^alpha:]` inside a class. */
export function namedClass(reader: ExpressionReader): PointTest | undefined {
  if (!reader.skip('[:')) return undefined;
  const name = reader.until(':]');
  if (name === undefined) return (point) => point === 0x5b || point === 0x3a;
  const negated = name.startsWith('^');
  const members = POSIX[negated ? name.slice(1) : name];
  if (members === undefined) throw new SyntaxError('invalid character class range');
  return testOf(`[${negated ? '^' : ''}${members}]`);
}

function testOf(source: string): PointTest {
  const expression = new RegExp(`^${source}$`, 'u');
  return (point) => expression.test(String.fromCodePoint(point));
}

/** A member of a class that is no escape. */
export function classMember(reader: ExpressionReader): number {
  const point = reader.take().codePointAt(0);
  if (point === undefined) throw new SyntaxError('missing closing ]');
  return point;
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The code point that an escape stands for; its `\` has been taken. */
export function escapedPoint(reader: ExpressionReader): number {
  const letter = reader.take();
  const control = CONTROLS[letter];
  if (control !== undefined) return control;
  if (letter === 'x') return hexPoint(reader);
  if (/^[0-7]$/.test(letter)) return octalPoint(reader, letter);
  const point = letter.codePointAt(0);
  if (point === undefined || point >= 0x80 || /[0-9A-Za-z]/.test(letter)) throw new SyntaxError('invalid escape');
  return point;
}

function hexPoint(reader: ExpressionReader): number {
  const digits = reader.take() + reader.take();
  if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw new SyntaxError('invalid escape');
  return Number.parseInt(digits, 16);
}

/** Up to three digits; `\1` to `\7` alone would refer back, which Go has not. */
function octalPoint(reader: ExpressionReader, first: string): number {
  let digits = first;
  while (digits.length < 3 && /^[0-7]$/.test(reader.peek())) digits += reader.take();
  if (digits.length === 1 && first !== '0') throw new SyntaxError('invalid escape');
  return Number.parseInt(digits, 8);
}
