import { parse } from '@strake/parser';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixAll, lint, resolveConfig, rules } from '../src/index.ts';
import { createLintFile } from '../src/model/lint-file.ts';

const strict = resolveConfig({ extends: 'strict' });

const LINES = [
  'FROM debian:12',
  'from alpine as Base',
  'FROM --platform=$TARGETPLATFORM $X AS b',
  'ARG TOKEN=1 V',
  'ENV A b c',
  'ENV A=$A B=$A PATH=/x',
  'MAINTAINER "Jo" <a>',
  'RUN apt-get update && \\\n\n  apt-get install curl',
  'RUN sudo pip install x; wget a | sh',
  'RUN apk add a && cd /x',
  'RUN <<EOF\nyum install a\nmake\nEOF',
  'RUN ["sh", "-c", "npm install"]',
  'RUN cd /app',
  'ONBUILD RUN dnf install x',
  'COPY --from=base a b c',
  'ADD a /b',
  'CMD a b',
  "CMD ['a']",
  'ENTRYPOINT top',
  'EXPOSE 1:80/TCP 99999',
  'WORKDIR x',
  'USER root',
  'LABEL a=1 a=2',
  '# check=skip=all',
  '# hadolint ignore=DL3008',
  'RUNN x',
  '',
];
const file = fc.array(fc.constantFrom(...LINES), { maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
/** A buffer in mid-edit: cut off, or with something stray in it. */
const midEdit = fc
  .tuple(file, fc.nat(300), fc.constantFrom('', '\r\n', '"', '\\', '${', '<<EOF\n', '\0', '\u2028', '`', '[', '\ufeff'))
  .map(([text, at, stray]) => text.slice(0, at) + stray + (stray === '' ? '' : text.slice(at)));
const anyText = fc.oneof(
  midEdit,
  file.map((text) => text.replaceAll('\n', '\r\n')),
  file,
  fc.string({ maxLength: 80 }),
  file.map((text) => text.slice(0, -7)),
);

it('is total and deterministic, and stays within the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const findings = lint(parse(text), strict);
      expect(lint(parse(text), strict)).toEqual(findings);
      for (const { range, focus = range, fix } of findings) {
        expect(range.start.offset).toBeGreaterThanOrEqual(0);
        expect(range.end.offset).toBeLessThanOrEqual(text.length);
        expect(focus.start.offset).toBeLessThanOrEqual(focus.end.offset);
        for (const edit of fix?.edits ?? []) expect(edit.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});

it('repairs to a text that parses as well and has nothing left to repair', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const errors = (of: string): number =>
        parse(of).diagnostics.filter(({ severity }) => severity === 'error').length;
      const once = fixAll(text, (current) => lint(parse(current), strict)).text;
      expect(errors(once)).toBeLessThanOrEqual(errors(text));
      expect(fixAll(once, (current) => lint(parse(current), strict)).text).toBe(once);
    }),
    { numRuns: 300 },
  );
});

it('has at most 1000 findings of one rule', () => {
  const config = resolveConfig({ extends: 'none', rules: { DL3003: 'info', DL3004: 'info' } });
  const findings = lint(parse(`FROM a\n${'RUN cd /x && sudo b\n'.repeat(1500)}`), config);
  const counts = Map.groupBy(findings, ({ rule }) => rule);
  expect([...counts].map(([rule, found]) => [rule, found.length])).toEqual([
    ['DL3003', 1000],
    ['DL3004', 1000],
  ]);
});

it('finds nothing of a rule where none of its commands is run', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = createLintFile(parse(text), strict, {});
      for (const { name, commands, check } of rules) {
        if (commands === undefined || parsed.runs(commands)) continue;
        check(parsed, (_, message) => expect.unreachable(`${name}: ${message}`));
      }
    }),
    { numRuns: 500 },
  );
});
