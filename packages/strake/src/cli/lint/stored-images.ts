import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFacts } from '@strake/lint';
import { formatPlatform, formatReference, type ImageConfig, parsePlatform, parseReference } from '@strake/oci';
import { openStore } from '@strake/oci/node';
import { RegistryError } from '@strake/registry';
import { imageRecords } from '../../images/image-records.ts';
import { hostPlatform } from '../../input/platform.ts';
import { storedBases } from '../../services/stored-bases.ts';

/** What the store of this machine knows of images; nobody else is asked. */
export interface StoredImages extends AsyncDisposable {
  /** Undefined for an image that is not there, or of which something is missing. */
  facts(reference: string, platform: string | undefined): Promise<ImageFacts | undefined>;
}

/** The images of the store in `home`; undefined when there is no store. */
export async function openStoredImages(home: string, signal: AbortSignal): Promise<StoredImages | undefined> {
  if (!existsSync(join(home, 'records'))) return undefined;
  const store = await openStore(home);
  const images = imageRecords(store.records);
  const bases = storedBases({ store, images, registry: refuse });
  return {
    async facts(reference, wanted) {
      const name = parseReference(reference);
      const platform = wanted === undefined ? undefined : parsePlatform(wanted, hostPlatform());
      if (!name.ok || platform?.ok === false) return undefined;
      const ref = formatReference(name.value);
      const query = { ref, platform: platform?.value ?? hostPlatform() };
      try {
        const named = await bases.named(query, signal);
        const found = named ?? (await bases.earlier(query, signal));
        if (!found) return undefined;
        const root = named && (await images.get(ref))?.root;
        return { ...configFacts(found.image.config), ...(root ? { digest: root.digest } : {}) };
      } catch {
        signal.throwIfAborted();
        return undefined;
      }
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function configFacts(image: ImageConfig): ImageFacts {
  const { Env: env = [], WorkingDir: workingDir = '', User: user = '', Shell: shell } = image.config ?? {};
  return { platform: formatPlatform(image), env, workingDir, user, ...(shell ? { shell } : {}) };
}

function refuse(): never {
  throw new RegistryError('UNREACHABLE', 'the linter asks no registry');
}
