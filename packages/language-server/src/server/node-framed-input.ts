import { Transform, type TransformCallback } from 'node:stream';

const HEADER_LIMIT = 4096;

/** Bytes of one message: the longest open file, and room. */
const MESSAGE_LIMIT = 128 * 1024 * 1024;

/**
 * Hands on what comes as long as it is messages of the protocol with headers that say how long they are, and no longer
 * than a file may be. After anything else there is no telling where the next message begins: it ends with an error.
 */
export class FramedInput extends Transform {
  #header = '';
  /** Bytes of the message that are still to come. */
  #rest = 0;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const problem = this.#follow(chunk);
    if (problem === undefined) done(null, chunk);
    else done(new Error(`the client does not speak the protocol: ${problem}`));
  }

  #follow(chunk: Buffer): string | undefined {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.#rest, chunk.length - at);
      this.#rest -= skipped;
      at += skipped;
      if (at === chunk.length) break;
      const known = this.#header.length;
      this.#header += chunk.toString('latin1', at, at + HEADER_LIMIT);
      const end = this.#header.indexOf('\r\n\r\n');
      if (end < 0 || end > HEADER_LIMIT) {
        if (this.#header.length >= HEADER_LIMIT) return `a header of more than ${HEADER_LIMIT} bytes`;
        break;
      }
      const length = lengthIn(this.#header.slice(0, end));
      if (typeof length === 'string') return length;
      at += end + 4 - known;
      this.#rest = length;
      this.#header = '';
    }
    return undefined;
  }
}

function lengthIn(header: string): number | string {
  const written = /^content-length:[ \t]*(.*?)[ \t]*$/im.exec(header)?.[1];
  if (written === undefined) return 'a message without Content-Length';
  if (!/^\d{1,15}$/.test(written)) return `a Content-Length of ${JSON.stringify(written.slice(0, 40))}`;
  const length = Number(written);
  return length > MESSAGE_LIMIT ? `a message of ${length} bytes, more than ${MESSAGE_LIMIT}` : length;
}
