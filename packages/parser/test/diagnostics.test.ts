import { expect, it } from 'vitest';
import { parse } from '../src/index.ts';
import { mark, marked } from './support/marked.ts';

/** The first diagnostic of a text: its code, its message, and the range that is marked in the text. */
function check(source: string, code: string, message: string, hint?: string): void {
  const { text } = marked(source);
  const [diagnostic] = parse(text).diagnostics;
  expect(diagnostic).toMatchObject({ code, message });
  expect(diagnostic?.hint).toBe(hint);
  const { start, end } = diagnostic?.range ?? { start: { offset: 0 }, end: { offset: 0 } };
  expect(mark(text, { start: start.offset, end: end.offset })).toBe(source);
}

it.each<[source: string, code: string, message: string, hint?: string]>([
  ['«FOO» bar', 'unknown-instruction', 'unknown instruction: FOO'],
  [
    '«\ufffd\ufffdF\0R\0O\0M\0» a',
    'unknown-instruction',
    'unknown instruction: \ufffd\ufffdF\0R\0O\0M\0',
    'the file is not UTF-8, but perhaps UTF-16: save it as UTF-8',
  ],
  ['FROM a\n«COPPY» b c', 'unknown-instruction', 'unknown instruction: COPPY', 'did you mean COPY?'],
  ['FROM «a b»', 'from-arguments', 'FROM requires either one or three arguments'],
  ['«FROM»', 'from-arguments', 'FROM requires either one or three arguments'],
  [
    'FROM a AS «1x»',
    'invalid-stage-name',
    'invalid name for build stage: "1x", name can\'t start with a number or contain symbols',
  ],
  ['FROM «--plattform=x» a', 'unknown-flag', 'unknown flag: --plattform', 'did you mean --platform?'],
  ['FROM a\nCOPY --chown=1 «--chown=2» b c', 'duplicate-flag', 'duplicate flag specified: --chown'],
  ['FROM a\nCOPY «--from» b c', 'missing-flag-value', 'missing a value on flag: --from'],
  ['FROM a\nCOPY «--link=» b c', 'missing-flag-value', 'missing a value on flag: --link'],
  ['FROM a\nCOPY «--link=1» b c', 'invalid-boolean', 'expecting boolean value for flag --link, not: 1'],
  [
    'FROM a\nCOPY «b»',
    'missing-destination',
    'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
  ],
  ['FROM a\nCOPY b «<<E»\nE', 'heredoc-destination', 'COPY cannot accept a heredoc as a destination'],
  ['FROM a\n«USER»', 'one-argument', 'USER requires exactly one argument'],
  ['FROM a\n«EXPOSE»', 'missing-argument', 'EXPOSE requires at least one argument'],
  ['FROM a\nENV «=b»', 'blank-name', 'ENV names can not be blank'],
  ['FROM a\nENV «KEY»', 'missing-value', 'ENV must have two arguments', 'write ENV NAME=VALUE'],
  ['FROM a\nENV a=b «c»', 'missing-equals', 'Syntax error - can\'t find = in "c". Must be of the form: name=value'],
  [
    'FROM a\nCMD «["a", 1]»',
    'json-not-strings',
    'when using JSON array syntax, arrays must be comprised of strings only',
  ],
  [
    'FROM a\nSHELL «bash -c»',
    'json-required',
    'SHELL requires the arguments to be in JSON form',
    'write SHELL ["bash", "-c"]',
  ],
  ['FROM a\nVOLUME [«" "»]', 'empty-volume', 'VOLUME specified can not be an empty string'],
  ['FROM a\nRUN --network=«lan» x', 'invalid-network', 'invalid network mode "lan"', 'it is default, none or host'],
  ['FROM a\nRUN --security=«no» x', 'invalid-security', 'security "no" is not valid', 'it is sandbox or insecure'],
  [
    'FROM a\nRUN --mount=type=bind,«from=$A» x',
    'mount-from-variable',
    "'from' doesn't support variable expansion, define alias stage instead",
  ],
  [
    'FROM a\nHEALTHCHECK --interval=«1us» CMD x',
    'invalid-duration',
    'Interval "interval" cannot be less than 1ms',
    'e.g. 500ms, 30s or 1m30s',
  ],
  [
    'FROM a\nHEALTHCHECK --timeout=«5» CMD x',
    'invalid-duration',
    'time: missing unit in duration "5"',
    'write 5s for seconds',
  ],
  ['FROM a\nHEALTHCHECK --retries=«-2» CMD x', 'invalid-retries', '--retries cannot be negative (-2)'],
  ['FROM a\nHEALTHCHECK «TEST x»', 'healthcheck-type', 'Unknown type "TEST" in HEALTHCHECK (try CMD)'],
  ['FROM a\nHEALTHCHECK «CMD»', 'healthcheck-command', 'Missing command after HEALTHCHECK CMD'],
  ['FROM a\nHEALTHCHECK NONE «x»', 'healthcheck-arguments', 'HEALTHCHECK NONE takes no arguments'],
  ['FROM a\nONBUILD «ONBUILD» RUN x', 'chained-onbuild', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
  ['FROM a\nONBUILD «FROM» x', 'forbidden-trigger', "FROM isn't allowed as an ONBUILD trigger"],
  [
    'FROM a\nRUN «<<EOF»\nx\n EOF',
    'unterminated-heredoc',
    'unterminated heredoc',
    'a line that is EOF and nothing else must end it: blanks before or after count',
  ],
  ['# escape=«x»\nFROM a', 'invalid-escape-directive', "invalid escape token 'x' does not match ` or \\"],
  ['# syntax=a\n«# syntax=b»\nFROM a', 'duplicate-directive', 'only one syntax parser directive can be used'],
  ['# nothing\n«»', 'no-instructions', 'file with no instructions'],
  ['«»', 'no-instructions', 'file with no instructions'],
  [
    'ARG A\n«RUN» x\nFROM a',
    'no-build-stage',
    'no build stage in current context',
    'a FROM must come first; only ARG may stand before it',
  ],
  ['FROM a\nRUN b \\\n«»\n c', 'empty-continuation', 'Empty continuation line found in: RUN b  c'],
])('%s', check);

it('points to a line that BuildKit finds too long', () => {
  const [diagnostic] = parse(`FROM a\nRUN ${'é'.repeat(32_766)}`).diagnostics;
  expect(diagnostic).toMatchObject({ code: 'line-too-long', range: { start: { line: 1, character: 0 } } });
  expect(diagnostic?.message).toBe('dockerfile line greater than max allowed size of 65535');
  expect(parse(`FROM a\nRUN ${'é'.repeat(32_765)}`).diagnostics).toEqual([]);
});

it('keeps the rest of a file when a line is bad', () => {
  const { ast, diagnostics } = parse('FROM a\nFOO\nCOPY x\nENV A=1 b\nRUN <<E\nx\nE\nCMD ["a"]\n');
  expect(ast.instructions.map((node) => node.kind)).toEqual(['from', 'invalid', 'invalid', 'invalid', 'run', 'cmd']);
  expect(diagnostics).toHaveLength(3);
});

it('only warns of what is wrong in a trigger: this file still builds', () => {
  const { diagnostics } = parse('FROM a\nONBUILD COPY x\nONBUILD RUN --nope y\nONBUILD WHAT z\n');
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ['missing-destination', 'warning'],
    ['unknown-flag', 'warning'],
    ['unknown-instruction', 'warning'],
  ]);
});
