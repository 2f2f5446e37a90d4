import type { Owner } from '../graph/op.ts';

/** `user[:group]`, each a number, a name, or `root` for 0. */
export function parseOwner(text: string): Owner {
  const colon = text.indexOf(':');
  if (colon < 0) return { user: parseId(text) };
  const group = text.slice(colon + 1);
  // Nothing after the colon is no name: Docker takes 0.
  return { user: parseId(text.slice(0, colon)), group: group === '' ? 0 : parseId(group) };
}

function parseId(text: string): string | number {
  if (text === 'root') return 0;
  const id = /^\+?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return id <= 0x7fff_ffff ? id : text;
}
