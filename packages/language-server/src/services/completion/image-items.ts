import { splitImage } from '@strake/parser';
import type { CompletionItem } from 'vscode-languageserver';
import { images } from '../../knowledge/values.ts';
import { ASKED, patient } from '../../sources/patience.ts';
import type { CompletionRequest } from './completion.ts';
import { item, tail } from './items.ts';

// More than anyone reads; an editor asks again as its user types on.
const MOST_TAGS = 200;

/** Images of the file and common ones; behind a colon the tags that the registry has; behind an at sign the digest. */
export async function imageItems(request: CompletionRequest, typed: string): Promise<readonly CompletionItem[]> {
  const { name, tag, digest } = splitImage(typed);
  if (typed.includes('$')) return [];
  if (digest !== undefined) return await digestItems(request, typed.slice(0, typed.lastIndexOf('@')), digest);
  if (tag !== undefined) return await tagItems(request, name, tag);
  const span = tail(request, typed.length);
  const used = request.state.model.names.filter(({ kind }) => kind === 'image').map(({ text }) => text);
  const known = [...new Set([...used.filter((image) => image !== typed && !image.includes('$')), ...images])];
  return known.map((image, index) => item(request, image, span, { kind: 'module', order: 100 + index }));
}

async function tagItems(request: CompletionRequest, name: string, tag: string): Promise<readonly CompletionItem[]> {
  const tags = (await request.sources.images?.tags(name, patient(request.signal, ASKED))) ?? [];
  const fitting = tags.filter((known) => known.startsWith(tag));
  return fitting
    .toSorted(byUse)
    .slice(0, MOST_TAGS)
    .map((known, order) => item(request, known, tail(request, tag.length), { kind: 'enumMember', order }));
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

/** `latest` first, then plain versions, then those of variants; each with the newest in front. */
function byUse(a: string, b: string): number {
  const parts = (tag: string): number => (tag === 'latest' ? 0 : tag.split('-').length);
  const isVersion = (tag: string): number => (tag === 'latest' || /^v?\d/.test(tag) ? 0 : 1);
  return parts(a) - parts(b) || isVersion(a) - isVersion(b) || NUMERIC.compare(b, a);
}

async function digestItems(
  request: CompletionRequest,
  reference: string,
  typed: string,
): Promise<readonly CompletionItem[]> {
  const image = await request.sources.images?.describe(reference, undefined, patient(request.signal, ASKED));
  if (image?.digest === undefined) return [];
  return [item(request, image.digest, tail(request, typed.length), { kind: 'constant', detail: `${reference} now` })];
}
