import type { Digest } from '@strake/core';
import { RegistryError } from '../error.ts';
import { discard, type TransportResponse } from '../transport/transport.ts';

/** Opens uploads into one repository. */
export interface OpenUploads {
  /** The `Location` of an upload for a blob. */
  begin(digest: Digest, signal?: AbortSignal): Promise<string | undefined>;
  /** As `ImagePusher.mount`. What the registry does not take over it waits for: that upload is the next to begin. */
  mount(digest: Digest, from: string, signal?: AbortSignal): Promise<boolean>;
}

/** `start` asks for an upload with a query. */
export function createOpenUploads(
  start: (query: string, signal?: AbortSignal) => Promise<TransportResponse>,
): OpenUploads {
  const open = new Map<Digest, string>();
  return {
    async begin(digest, signal) {
      const known = open.get(digest);
      if (open.delete(digest)) return known;
      const response = await start('', signal);
      await discard(response);
      return response.header('location');
    },
    async mount(digest, from, signal) {
      const response = await start(`?mount=${digest}&from=${encodeURIComponent(from)}`, signal).catch(unlessRefused);
      if (!response) return false;
      await discard(response);
      const location = response.header('location');
      if (response.status === 202 && location !== undefined) open.set(digest, location);
      return response.status === 201;
    },
  };
}

/** Who may not read the other repository can still write to this one. */
function unlessRefused(error: unknown): undefined {
  const { status = 0 } = error instanceof RegistryError ? error : {};
  if (status < 400 || status >= 500) throw error;
}
