const COMMON = ['a', 'b', 'ab', 'c', 'd.x', '.h', 'é', 's p', '[a]', 'A'];

/** Few names, so that they meet; some look like patterns, or like what is expanded. */
export const NAMES: readonly string[] = [...COMMON, ...COMMON, 'e\u0301', 'l\nf', '$v', 'b\\', '\\a', '{a,b}'];

/** Pieces of the patterns of ignore files and `--exclude`. */
export const PIECES: readonly string[] = [
  'a',
  'b',
  'ab',
  'c',
  'd.x',
  '.h',
  'é',
  '*',
  '**',
  '?',
  'a*',
  '*b',
  '[ab]',
  '[^a]',
  '[a-c]*',
  '\\*',
  '*.x',
];
