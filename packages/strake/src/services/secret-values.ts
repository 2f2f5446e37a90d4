import type { Services } from '@strake/executor';
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
    const data = await value;
    if (data.byteLength > MAX_BYTES)
      throw new RangeError(`secret ${id} has ${data.byteLength} bytes; at most ${MAX_BYTES} are allowed`);
    return data;
  };
}

function bytesOf(secret: Uint8Array | string): Uint8Array {
  return typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
}
