import type { Services } from '@strake/executor';
import { BuildError } from '../error.ts';
import type { BuildInput } from '../input/build-input.ts';

const MAX_BYTES = 500 * 1024;

/** Secrets by id; each is read when a step first wants it. */
export function secretValues(secrets: NonNullable<BuildInput['secrets']>): NonNullable<Services['secrets']> {
  const read = new Map<string, Promise<Uint8Array>>();
  return async (id) => {
    if (!Object.hasOwn(secrets, id)) return undefined;
    const secret = secrets[id] ?? '';
    let value = read.get(id);
    if (!value) {
      value = typeof secret === 'function' ? secret() : Promise.resolve(bytesOf(secret));
      read.set(id, value);
    }
    const data: unknown = await value;
    if (!ArrayBuffer.isView(data))
      throw new BuildError(
        'OPTION_INVALID',
        `build: secrets[${JSON.stringify(id)}] gives a ${typeof data}, not a Uint8Array`,
      );
    if (data.byteLength > MAX_BYTES)
      throw new RangeError(`secret ${id} has ${data.byteLength} bytes; at most ${MAX_BYTES} are allowed`);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  };
}

function bytesOf(secret: Uint8Array | string): Uint8Array {
  return typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
}
