import { describe, expect, test } from 'vitest';
import { FileOpError } from '../../src/file/error.ts';
import { applyMode, octalMode } from '../../src/file/mode-change.ts';

/** Before, --chmod, after; as octal digits, with a slash behind the mode of a directory. */
const CHANGES: readonly (readonly [string, string, string])[] = [
  ['644', '755', '755'],
  ['4755', '0644', '644'],
  ['755/', '7000', '7000'],
  ['644', 'u+x', '744'],
  ['644', 'ugo+x', '755'],
  ['644', 'a=', '0'],
  ['6755', 'a=rx', '555'],
  ['1755', 'a=rx', '1555'],
  ['644', 'u=rwX,go=rX', '644'],
  ['744', 'u=rwX,go=rX', '755'],
  ['600/', 'u=rwX,go=rX', '755'],
  ['600/', 'a-X', '600'],
  ['700/', 'a-X', '600'],
  ['644', '+t', '1644'],
  ['644', 'o+t', '644'],
  ['644', '+rt', '1644'],
  ['644', 'ug+s', '6644'],
  ['644', 'o+s', '644'],
  ['4755', 'u-s', '755'],
  ['4755', 'u=g', '4555'],
  ['640', 'o=g,g=', '604'],
  ['750', 'g-u', '700'],
  ['640', 'o+u', '646'],
  ['640', 'go=u-w', '644'],
  ['640', 'a+x-r', '311'],
];

test.each(CHANGES)('%s, %s: %s', (before, spec, after) => {
  const directory = before.endsWith('/');
  expect(applyMode(Number.parseInt(before, 8), spec, directory).toString(8)).toBe(after);
});

describe('what is no mode', () => {
  test.each(['', '8', '10000', '0o644', '0x1', 'rwx', 'u', 'u+y', 'z+x', 'u+x,', ',u+x', 'u +x', '+x\n'])(
    '%j',
    (spec) => {
      expect(octalMode(spec)).toBeUndefined();
      expect(() => applyMode(0o644, spec, false)).toThrow(FileOpError);
    },
  );
});
