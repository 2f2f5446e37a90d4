import { describe, expect, it } from 'vitest';
import { expand, type ExpandOptions, expandWords, type Scope } from '../../src/index.ts';

const VARIABLES: Readonly<Record<string, string>> = {
  name: 'value',
  empty: '',
  path: '/usr/local/lib.tar.gz',
  dots: 'a.b.c',
  spaced: 'x y  z',
  ключ: 'юникод',
  '1': 'one',
  lines: 'x\ny',
};
const scope: Scope = { get: (name) => VARIABLES[name] };

function check(text: string, value: string, options?: ExpandOptions): void {
  const result = expand(text, scope, options);
  expect(result.fault).toBeUndefined();
  expect(result.value).toBe(value);
  expect(result.pieces.map((piece) => result.value.slice(piece.start, piece.end)).join('')).toBe(value);
}

describe('expand', () => {
  it.each([
    ['plain', 'plain'],
    ['$name', 'value'],
    ['a$name.b', 'avalue.b'],
    ['${name}', 'value'],
    ['$unset|', '|'],
    ['$ключ', 'юникод'],
    ['$1', 'one'],
    ['$12', ''],
    ['$@x', 'x'],
    ['a$', 'a$'],
    ['$.', '$.'],
    ['$$name', 'name'],
    ['${name:-x}', 'value'],
    ['${empty:-x}', 'x'],
    ['${empty-x}', ''],
    ['${unset-x}', 'x'],
    ['${unset:-a b}', 'a b'],
    ['${unset:-${name}}', 'value'],
    ['${unset:-"$name"}', 'value'],
    ['${unset:-}', ''],
    ['${name:+x}', 'x'],
    ['${empty:+x}', ''],
    ['${empty+x}', 'x'],
    ['${unset+x}', ''],
    ['${name:?no}', 'value'],
    ['${empty?no}', ''],
    ['${path#*/}', 'usr/local/lib.tar.gz'],
    ['${path##*/}', 'lib.tar.gz'],
    ['${path%.*}', '/usr/local/lib.tar'],
    ['${path%%.*}', '/usr/local/lib'],
    ['${dots#?}', '.b.c'],
    ['${dots#[a]}', 'a.b.c'],
    ['${dots#\\*}', 'a.b.c'],
    ['${lines#*}', 'x\ny'],
    ['${lines##*}', '\ny'],
    ['${dots/./-}', 'a-b.c'],
    ['${dots//./-}', 'a-b-c'],
    ['${dots//?/x}', 'xxxxx'],
    ['${dots/b*/}', 'a.'],
    ['${path//\\//_}', '_usr_local_lib.tar.gz'],
    ['${dots///-}', '-a-.-b-.-c-'],
    ['${dots//*/<\\$0>}', '<\\a.b.c>'],
    ['${unset/a/b}', ''],
  ])('%s gives %s', (text, value) => check(text, value));

  it.each([
    ["'a b'", 'a b'],
    ["'$name'", '$name'],
    ["'a\\'", 'a\\'],
    ['"$name"', 'value'],
    ['"a\\"b"', 'a"b'],
    ['"a\\nb"', 'a\\nb'],
    ['"\\$name"', '$name'],
    ['"\\\\"', '\\'],
    ['\\$name', '$name'],
    ['a\\b', 'ab'],
    ['a\\', 'a'],
    ['a"b"\'c\'', 'abc'],
    ['""', ''],
    ['"it\'s"', "it's"],
  ])('%s unquotes to %s', (text, value) => check(text, value));

  it.each([
    ['C:\\a\\$name', 'C:\\a\\value'],
    ['`$name', '$name'],
    ['"`"q`" \\"', '"q" \\'],
  ])('%s with a backtick as escape gives %s', (text, value) => check(text, value, { escape: '`' }));

  it.each([
    ['"$name" \'$name\'', '"value" \'value\''],
    ['a\\nb', 'anb'],
    ['\\\\ \\$name', '\\ $name'],
    ['line\\\nnext', 'line\nnext'],
    ["it's", "it's"],
  ])('%s as a heredoc body gives %s', (text, value) => check(text, value, { raw: true }));

  it.each<[text: string, code: string, message: string, before: string]>([
    ['a${}', 'bad-substitution', 'syntax error: bad substitution', 'a'],
    ['${:x}', 'bad-substitution', 'syntax error: bad substitution', ''],
    ['${{a}}', 'bad-substitution', 'syntax error: bad substitution', ''],
    ['x$name${', 'unterminated-substitution', "syntax error: missing '}'", 'xvalue'],
    ['${name:-x', 'unterminated-substitution', "syntax error: missing '}'", ''],
    ['${name/x', 'unterminated-substitution', "syntax error: missing '/' in ${}", ''],
    ['${name:=x}', 'unsupported-modifier', 'unsupported modifier (:=) in substitution', ''],
    ['${name^^}', 'unsupported-modifier', 'unsupported modifier (^) in substitution', ''],
    ['${name:#x}', 'unsupported-modifier', 'unsupported modifier (:#) in substitution', ''],
    ['${name', 'unsupported-modifier', 'unsupported modifier (\ufffd) in substitution', ''],
    ['${unset:?}', 'variable-required', 'unset: is not allowed to be unset', ''],
    ['${empty:?}', 'variable-required', 'empty: is not allowed to be empty', ''],
    ['${unset?say $name}', 'variable-required', 'unset: say value', ''],
    ['${name#\\x}', 'invalid-pattern', "invalid pattern (\\x) in substitution: invalid escape '\\x'", ''],
    ["a'b", 'unbalanced-quote', 'unexpected end of statement while looking for matching single-quote', 'a'],
    ['a"b', 'unbalanced-quote', 'unexpected end of statement while looking for matching double-quote', 'a'],
  ])('%s fails: %s', (text, code, message, before) => {
    const result = expand(text, scope);
    expect(result.fault).toMatchObject({ code, message: `failed to process ${JSON.stringify(text)}: ${message}` });
    expect(result.value).toBe(before);
  });

  it('says where each piece came from', () => {
    const { value, pieces } = expand('a${name}b${unset:-c$1}"$empty"', scope);
    expect(pieces.map(({ start, end, variable }) => [value.slice(start, end), variable])).toEqual([
      ['a', undefined],
      ['value', 'name'],
      ['bc', undefined],
      ['one', '1'],
    ]);
  });

  it('tells used, undefined and unmatched names apart', () => {
    const result = expand('$name $a ${b:-$c} ${d+x} ${e#y} $a', scope);
    expect(result.usedNames).toEqual(['name', 'a', 'c', 'b', 'd', 'e']);
    expect(result.unmatchedNames).toEqual(['a', 'c', 'b', 'd', 'e']);
    expect(result.undefinedNames).toEqual(['a', 'c', 'e']);
  });

  it('takes deep nesting without a deep stack', () => {
    const depth = 100_000;
    const text = `${'${unset:-'.repeat(depth)}x${'}'.repeat(depth)}`;
    expect(expand(text, scope).value).toBe('x');
    expect(expand('"${unset:-'.repeat(depth), scope).fault?.code).toBe('unterminated-substitution');
  });
});

describe('expandWords', () => {
  it.each<[text: string, words: readonly string[]]>([
    ['a b', ['a', 'b']],
    [' a  b ', ['a', 'b']],
    ['$spaced', ['x', 'y', 'z']],
    ['"$spaced"', ['x y  z']],
    ['a$spaced', ['ax', 'y', 'z']],
    ['a\\ b', ['a b']],
    ['$empty', []],
    ['""', []],
    ['${unset:-a b}', ['a', 'b']],
    // BuildKit loses what stands before a substitution with a word.
    ['80${unset:-81}', ['81']],
  ])('%s', (text, words) => {
    expect(expandWords(text, scope)).toMatchObject({ words, fault: undefined });
  });

  it('has no words after a fault', () => {
    expect(expandWords('a "b', scope)).toMatchObject({ words: [], fault: { code: 'unbalanced-quote' } });
  });
});
