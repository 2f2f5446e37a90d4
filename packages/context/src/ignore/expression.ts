import { type Assertion, automatonState, type Item } from './automaton.ts';
import { type ExpressionReader, readExpression } from './expression-reader.ts';
import type { CompiledPattern, PatternState } from './pattern.ts';
import { classMember, escapedPoint, namedClass, perlClass, type PointTest, unicodeClass } from './point-class.ts';

/** Items an expression may have once repetitions are written out. */
const MAX_ITEMS = 100_000;

/**
 * Compiles an expression that `expressionOf` made. It matches a path when it is found in it, as in Go; mostly `^` and
 * `$` pin it to the ends. The syntax is what those expressions can hold of Go's regexp/syntax: literals, classes,
 * escapes, `.`, the optional group, `|`, `{n,m}`, and `*` behind a class or `.`. It runs as an automaton in time
 * linear in the path: no ignore file can make it blow up.
 */
export function compileExpression(source: string): CompiledPattern {
  try {
    return { kind: 'pattern', start: anyOf(readAlternatives(readExpression(source)).map(automatonState)) };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'invalid', reason: 'syntax error in pattern' };
    throw error;
  }
}

function readAlternatives(reader: ExpressionReader): readonly (readonly Item[])[] {
  const alternatives: Item[][] = [];
  let items: Item[] = [];
  let count = 0;
  while (!reader.done()) {
    if (reader.skip('|')) {
      alternatives.push(items);
      items = [];
      continue;
    }
    for (const item of readRepeated(reader)) {
      if (item.kind === 'deep' && items.at(-1)?.kind === 'deep') continue;
      if (++count > MAX_ITEMS) throw new SyntaxError('expression too large');
      items.push(item);
    }
  }
  return [...alternatives, items].map(searching);
}

const ANYTHING: Item = { kind: 'many', test: () => true };

function searching(items: readonly Item[]): readonly Item[] {
  const [first] = items;
  const last = items.at(-1);
  return [
    ...(first?.kind === 'assert' && first.assertion === 'begin' ? [] : [ANYTHING]),
    ...items,
    ...(last?.kind === 'assert' && last.assertion === 'end' ? [] : [ANYTHING]),
  ];
}

function anyOf(states: readonly (PatternState | undefined)[]): PatternState | undefined {
  const live = states.filter((state) => state !== undefined);
  if (live.length < 2) return live[0];
  return {
    matches: (name) => live.some((state) => state.matches(name)),
    enter: (name) => anyOf(live.map((state) => state.enter(name))),
  };
}

/** An item with the `{n,m}` behind it. What looks like one but is none stands for itself. */
function readRepeated(reader: ExpressionReader): readonly Item[] {
  const items = readItems(reader);
  const times = readTimes(reader);
  if (!times) return items;
  const item = items.at(-1);
  if (!item || item.kind === 'many' || item.kind === 'deep') throw new SyntaxError('invalid nested repetition');
  if (readTimes(reader)) throw new SyntaxError('invalid nested repetition');
  const rest: Item[] = Array.from({ length: times.least }, () => item);
  if (item.kind === 'assert') return [...items.slice(0, -1), ...rest.slice(0, 1)];
  if (times.most === undefined) rest.push({ kind: 'many', test: item.test });
  for (let n = times.least; n < (times.most ?? 0); n++) rest.push({ kind: 'maybe', test: item.test });
  return [...items.slice(0, -1), ...rest];
}

function readTimes(reader: ExpressionReader): { readonly least: number; readonly most?: number } | undefined {
  const found = reader.match(/\{(\d+)(?:(,)(\d*))?\}/y);
  if (!found) return undefined;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : found[3] === '' ? undefined : Number(found[3]);
  if (least > 1000 || (most !== undefined && (most > 1000 || most < least)))
    throw new SyntaxError('invalid repeat count');
  return most === undefined ? { least } : { least, most };
}

function readItems(reader: ExpressionReader): readonly Item[] {
  if (reader.skip('(.*/)?')) return [{ kind: 'deep' }];
  if (readTimes(reader)) throw new SyntaxError('missing argument to repetition operator');
  const point = reader.take();
  if (point === '^') return [{ kind: 'assert', assertion: 'begin' }];
  if (point === '$') return [{ kind: 'assert', assertion: 'end' }];
  if (point === '.') return [repeated(reader, (found) => found !== 10)];
  if (point === '[') return [repeated(reader, readClass(reader))];
  if (point === '\\') return reader.skip('Q') ? literals(reader.until('\\E') ?? reader.rest()) : [readEscape(reader)];
  return literals(point);
}

function literals(text: string): readonly Item[] {
  return Array.from(text, (point): Item => ({ kind: 'one', test: equals(point.codePointAt(0)) }));
}

function repeated(reader: ExpressionReader, test: PointTest): Item {
  return { kind: reader.skip('*') ? 'many' : 'one', test };
}

function equals(wanted: number | undefined): PointTest {
  return (found) => found === wanted;
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = { A: 'begin', z: 'end', b: 'boundary', B: 'inside' };

function readEscape(reader: ExpressionReader): Item {
  const assertion = ASSERTIONS[reader.peek()];
  if (assertion !== undefined) {
    reader.take();
    return { kind: 'assert', assertion };
  }
  return { kind: 'one', test: perlClass(reader) ?? unicodeClass(reader) ?? equals(escapedPoint(reader)) };
}

/** A class whose `[` has been taken. A `]` that comes first is a member. */
function readClass(reader: ExpressionReader): PointTest {
  const negated = reader.skip('^');
  const members: PointTest[] = [];
  while (members.length === 0 || reader.peek() !== ']') members.push(namedClass(reader) ?? readMember(reader));
  reader.take();
  return (point) => members.some((member) => member(point)) !== negated;
}

function readMember(reader: ExpressionReader): PointTest {
  if (!reader.skip('\\')) return readRange(reader, classMember(reader));
  return perlClass(reader) ?? unicodeClass(reader) ?? readRange(reader, escapedPoint(reader));
}

function readRange(reader: ExpressionReader, low: number): PointTest {
  if (!reader.ahead('-') || reader.ahead('-]')) return equals(low);
  reader.take();
  const high = reader.skip('\\') ? escapedPoint(reader) : classMember(reader);
  if (high < low) throw new SyntaxError('invalid range');
  return (point) => low <= point && point <= high;
}
