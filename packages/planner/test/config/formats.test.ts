import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';
import { createEnvList } from '../../src/config/env-list.ts';
import { goList, goQuoteList } from '../../src/config/go-format.ts';
import { parsePorts } from '../../src/config/ports.ts';
import { isSignal } from '../../src/config/signal.ts';

describe('durations', () => {
  const cases: readonly (readonly [text: string, nanoseconds: number | undefined])[] = [
    ['30s', 30e9],
    ['1m30s', 90e9],
    ['1h0m0s', 3600e9],
    ['1.5s', 1.5e9],
    ['.5ms', 500_000],
    ['100us', 100_000],
    ['1µs', 1000],
    ['7ns', 7],
    ['0', 0],
    ['-1s', -1e9],
    ['+1s', 1e9],
    ['30', undefined],
    ['', undefined],
    ['-', undefined],
    ['1s x', undefined],
    ['s', undefined],
    ['1d', undefined],
  ];
  test.each(cases)('%s', (text, nanoseconds) => expect(parseDuration(text)).toBe(nanoseconds));

  test.each([
    [0, '0s'],
    [90e9, '1m30s'],
    [3600e9, '1h0m0s'],
    [500e6, '500ms'],
    [1.5e9, '1.5s'],
    [1500, '1.5µs'],
    [-1e9, '-1s'],
  ])('%d is printed as %s', (nanoseconds, text) => expect(formatDuration(nanoseconds)).toBe(text));

  test('what is printed is read as the same', () => {
    assert(
      property(integer({ min: 0, max: 1e15 }), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
  });
});

describe('Go formats', () => {
  test('lists', () => {
    expect(goQuoteList(['a b', ''])).toBe('["a b" ""]');
    expect(goQuoteList([])).toBe('[]');
    expect(goList(['/a', '/b'])).toBe('[/a /b]');
  });
});

describe('ports', () => {
  const good: readonly (readonly [text: string, first: number, last: number, protocol: string])[] = [
    ['80', 80, 80, 'tcp'],
    ['80/udp', 80, 80, 'udp'],
    ['80/UDP', 80, 80, 'udp'],
    ['80/', 80, 80, 'tcp'],
    ['8000-8002/sctp', 8000, 8002, 'sctp'],
    ['8080:80', 80, 80, 'tcp'],
    ['127.0.0.1:8080:80', 80, 80, 'tcp'],
    ['[::1]:8080:80', 80, 80, 'tcp'],
    ['9000-9002:8000-8002', 8000, 8002, 'tcp'],
    ['9000-9002:80', 80, 80, 'tcp'],
    ['0', 0, 0, 'tcp'],
  ];
  test.each(good)('%s', (text, first, last, protocol) =>
    expect(parsePorts(text)).toEqual({ ok: true, first, last, protocol }),
  );

  const bad: readonly (readonly [text: string, message: string])[] = [
    ['http', 'invalid containerPort: http'],
    ['70000', 'invalid containerPort: 70000'],
    ['9-8', 'invalid containerPort: 9-8'],
    ['-80', 'invalid containerPort: -80'],
    ['80/xyz', 'invalid port: "80/xyz": invalid proto: xyz'],
    ['/tcp', 'invalid port: "/tcp": no port specified'],
    ['x:80', 'invalid hostPort: x'],
    ['999.0.0.1:80:80', 'invalid IP address: 999.0.0.1'],
    ['1-2:3-5', 'invalid ranges specified for container and host Ports: 3-5 and 1-2'],
  ];
  test.each(bad)('%s', (text, message) => expect(parsePorts(text)).toEqual({ ok: false, message }));
});

test.each(['SIGTERM', 'term', 'sigrtmin+3', 'RTMAX-14', '9', '99', 'IOT'])('%s is a signal', (name) =>
  expect(isSignal(name)).toBe(true),
);
test.each(['0', 'SIG', '', 'FOO', 'RTMIN+16', 'SIGSIGTERM', ' 9'])('%j is no signal', (name) =>
  expect(isSignal(name)).toBe(false),
);

test('a variable that is set again keeps its place', () => {
  const list = createEnvList(['A=1', 'B', 'A=2']);
  const child = list.fork();
  child.set('A', '3');
  child.set('C', '4');
  child.set('__proto__', '5');
  expect(child.entries()).toEqual(['A=3', 'B', 'A=2', 'C=4', '__proto__=5']);
  expect(list.entries()).toEqual(['A=1', 'B', 'A=2']);
  expect([list.has('B'), list.has('C')]).toEqual([true, false]);
});
