import { collect } from '@strake/core';
import { formatReference, type Reference } from '@strake/oci';
import { RegistryError } from '../error.ts';
import type { TransportResponse } from '../transport/transport.ts';
import type { Asker } from './ask.ts';

export interface TagsOptions {
  /** Most tags to list; 10,000 unless given. What a registry has beyond them is left out. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const LIMIT = 10_000;
const PAGE = 1000;
const PAGE_BYTES = 4 * 1024 * 1024;
const TAG = /^\w[\w.-]{0,127}$/;

/** The tags of a repository, in the registry's order (OCI distribution spec, "Listing Tags"). */
export async function listTags(
  asker: Asker,
  reference: Reference,
  { limit = LIMIT, signal }: TagsOptions = {},
): Promise<readonly string[]> {
  const tags = new Set<string>();
  const asked = new Set<string>();
  let query: string | undefined = `?n=${Math.min(PAGE, limit)}`;
  while (query !== undefined && tags.size < limit && !asked.has(query)) {
    asked.add(query);
    const before: number = tags.size;
    const page: Page = await asker.ask(reference, { path: `tags/list${query}`, signal }, async (response) => ({
      tags: tagsIn(await bodyOf(response, reference), reference),
      next: nextQuery(response.header('link')),
    }));
    for (const tag of page.tags) tags.add(tag);
    // A page without anything new could be the first of endlessly many.
    query = tags.size > before ? page.next : undefined;
  }
  return [...tags].slice(0, limit);
}

interface Page {
  readonly tags: readonly string[];
  readonly next: string | undefined;
}

/** The query of the link to the next page. Host and path stay: a registry says where it goes on, not who is asked. */
function nextQuery(link: string | undefined): string | undefined {
  const target = /<([^>]{1,8192})>\s*;[^,]*\brel="?next\b/i.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, 'http://registry')) return undefined;
  return new URL(target, 'http://registry').search || undefined;
}

async function bodyOf(response: TransportResponse, reference: Reference): Promise<string> {
  try {
    return new TextDecoder().decode(await collect(response.body, PAGE_BYTES));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RegistryError('INVALID', `${formatReference(reference)}: a page of tags of more than 4 MiB`, { cause });
  }
}

function tagsIn(text: string, reference: Reference): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RegistryError('INVALID', `${formatReference(reference)}: the list of tags is no JSON`, { cause });
  }
  // A repository whose tags are all deleted has none, or `null`.
  const { tags } = (typeof value === 'object' && value !== null ? value : {}) as { readonly tags?: unknown };
  if (tags === null) return [];
  if (Array.isArray(tags)) return tags.filter((tag): tag is string => typeof tag === 'string' && TAG.test(tag));
  throw new RegistryError('INVALID', `${formatReference(reference)}: the answer holds no list of tags`);
}
