import { pipeline, type Readable, Transform } from 'node:stream';

/** How runtimes complain of a command's program in the stderr that is the command's. */
export interface ComplaintForm {
  /** What a complaint begins with. */
  readonly starts: readonly string[];
  /** Docker's words for a complaint; absent when it is about something else. */
  translate(text: string): string | undefined;
}

export interface SeparatedOutput {
  /** What is not the runtime's complaint. */
  readonly readable: Readable;
  /** Docker's words, once `readable` has ended; absent when the command had been started, or failed otherwise. */
  readonly complaint: Promise<string | undefined>;
}

/** The longest complaint: a path has 4096 bytes, and JSON may write each as six. */
const LONGEST = 32 * 1024;

/** The code with which runtimes end that could not start the command. */
const NOT_STARTED = 1;

/**
 * Keeps what `stderr` begins with from its reader while it may be a complaint: a runtime that could not start the command
 * has nothing else to say, and ends with exit code 1.
 */
export function separateComplaint(
  stderr: Readable,
  ended: Promise<number>,
  { starts, translate }: ComplaintForm,
): SeparatedOutput {
  const { promise: complaint, resolve } = Promise.withResolvers<string | undefined>();
  let kept: Buffer | undefined = Buffer.alloc(0);
  const readable = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (kept === undefined) return done(null, chunk);
      kept = Buffer.concat([kept, chunk]);
      if (mayBeComplaint(kept, starts)) return done();
      const passed = kept;
      kept = undefined;
      return done(null, passed);
    },
    async flush(done) {
      const text = kept;
      const code = text === undefined ? undefined : await ended.catch(() => undefined);
      const words = code === NOT_STARTED && text !== undefined ? translate(text.toString()) : undefined;
      resolve(words);
      done(null, words === undefined ? text : undefined);
    },
  });
  pipeline(stderr, readable, () => resolve(undefined));
  return { readable, complaint };
}

function mayBeComplaint(text: Buffer, starts: readonly string[]): boolean {
  if (text.length > LONGEST) return false;
  const end = text.indexOf('\n');
  if (end >= 0 && end < text.length - 1) return false;
  return starts.some((start) => {
    const bytes = Buffer.from(start);
    const length = Math.min(bytes.length, text.length);
    return text.compare(bytes, 0, length, 0, length) === 0;
  });
}
