import type { Owner } from '../graph/op.ts';

/** `user[:group]`, each a number, a name, or `root` for 0. */
export function parseOwner(text: string): Owner {
  const colon = text.indexOf(':');
  if (colon < 0) return { user: parseId(text) };
  return { user: parseId(text.slice(0, colon)), group: parseId(text.slice(colon + 1)) };
}

function parseId(text: string): string | number {
  if (text === 'root') return 0;
  const id = /^\+?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return id <= 0x7fff_ffff ? id : text;
}
