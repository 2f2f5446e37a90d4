import { expect, test } from 'vitest';
import type { ContentSink } from '../../src/layer/read-index.ts';
import { keepContents } from '../../src/store/kept-contents.ts';

const FILES = { 1: ['abc', 'de'], 9: [], 12: ['f'] };

function pass(sink: ContentSink, files: Readonly<Record<number, readonly string[]>>): void {
  for (const [offset, chunks] of Object.entries(files)) {
    sink.begin(Number(offset));
    for (const chunk of chunks) sink.write(new TextEncoder().encode(chunk));
    sink.end();
  }
}

/** What the sink is given, as text. */
function collector(): ContentSink & { readonly text: () => string } {
  let text = '';
  return {
    begin: (offset) => void (text += `[${offset} `),
    write: (chunk) => void (text += new TextDecoder().decode(chunk)),
    end: () => void (text += ']'),
    text: () => text,
  };
}

const many = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [i, []]));

test.each([
  ['as they passed', 6, FILES, '[1 abcde][9 ][12 f]'],
  ['not when they are more than there is room for', 5, FILES, undefined],
  ['not when they are too many', 6, many, undefined],
  ['of a layer without files', 0, {}, ''],
])('contents are kept %s', (_, bytes, files, expected) => {
  const room = { bytes };
  const kept = keepContents(room);
  // Twice: a layer that was damaged comes once more.
  for (let time = 0; time < 2; time++) {
    pass(kept.pass(), files);
    expect(kept.areWhole).toBe(false);
  }
  kept.done();
  expect(kept.areWhole).toBe(expected !== undefined);
  const given = collector();
  kept.giveTo(given);
  expect(given.text()).toBe(expected ?? '');
  expect([kept.areWhole, room.bytes]).toEqual([false, bytes]);
});

test('all share the room', () => {
  const room = { bytes: 7 };
  const [first, second] = [keepContents(room), keepContents(room)];
  pass(first.pass(), FILES);
  first.done();
  pass(second.pass(), FILES);
  second.done();
  expect([first.areWhole, second.areWhole, room.bytes]).toEqual([true, false, 1]);
});
