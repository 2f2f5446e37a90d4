/** Bytes of a stored block's header, on a byte's boundary, and the most that one holds (RFC 1951, section 3.2.4). */
const HEADER = 5;
const MOST = 0xffff;

/**
 * Deflate blocks that hold the bytes as they are, put into `room`. zlib's own level 0 cuts them by the room that its output
 * happens to have: the same bytes become others.
 */
export function storedBlocks(bytes: Uint8Array, last: boolean, room: Uint8Array): Uint8Array {
  const count = Math.max(1, Math.ceil(bytes.byteLength / MOST));
  const blocks = room.subarray(0, bytes.byteLength + count * HEADER);
  const view = new DataView(blocks.buffer, blocks.byteOffset);
  for (let i = 0; i < count; i += 1) {
    const part = bytes.subarray(i * MOST, (i + 1) * MOST);
    const at = i * (MOST + HEADER);
    view.setUint8(at, last && i === count - 1 ? 1 : 0);
    view.setUint16(at + 1, part.byteLength, true);
    view.setUint16(at + 3, ~part.byteLength & MOST, true);
    blocks.set(part, at + HEADER);
  }
  return blocks;
}
