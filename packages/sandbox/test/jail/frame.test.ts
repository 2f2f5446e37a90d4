import { array, assert, constant, jsonValue, nat, oneof, property, record, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, encodeFrame, type Frame } from '../../src/jail/frame.ts';

const frames = array(
  oneof(
    record({ kind: constant('message' as const), value: jsonValue() }),
    record({
      kind: oneof(constant('stdout' as const), constant('stderr' as const)),
      call: nat(),
      bytes: uint8Array(),
    }),
  ),
);

test('frames come out as they went in, however the bytes are cut', () => {
  assert(
    property(frames, array(nat({ max: 40 }), { minLength: 1 }), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((frame) => encodeFrame(frame)));
      const reader = createFrameReader();
      const received: Frame[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = (cuts[turn % cuts.length] ?? 0) + 1;
        received.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(received.map(plain)).toEqual(sent.map(plain));
    }),
  );
});

test.each([
  ['too long', [0xff, 0xff, 0xff, 0xff, 0]],
  ['of an unknown kind', [0, 0, 0, 0, 9]],
])('a frame %s is refused', (_, bytes) => {
  expect(() => createFrameReader().push(Uint8Array.from([...bytes, ...Array(300).fill(0)]))).toThrow(RangeError);
});

function plain(frame: Frame): unknown {
  return frame.kind === 'message' ? JSON.stringify(frame.value) : [frame.kind, frame.call, [...frame.bytes]];
}
