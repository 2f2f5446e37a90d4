import type { ImageDescription, ImageSource } from '@strake/language-server/node';
import {
  decodeManifest,
  type Descriptor,
  formatPlatform,
  type ImageManifest,
  type ImageReader,
  parsePlatform,
  parseReference,
  readManifest,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { createRegistryClient, type RegistryClient } from '@strake/registry';
import { createHttpTransport } from '@strake/registry/node';
import type { RegistryOptions } from '../input/build-input.ts';
import { hostPlatform } from '../input/platform.ts';

/** An editor does not wait longer for a registry. */
const PATIENCE = 10_000;

/** What registries tell an editor of images. Nothing is stored. */
export function registryImages(options: RegistryOptions): ImageSource {
  const client = createClient(options);
  return {
    async tags(repository, signal) {
      const parsed = parseReference(repository);
      return parsed.ok ? await client.tags(parsed.value, { signal: patient(signal) }) : [];
    },
    describe: async (reference, platform, signal) => await describe(client, reference, platform, patient(signal)),
  };
}

function patient(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
}

function createClient({ mirrors, insecure, credentials, proxyEnv }: RegistryOptions): RegistryClient {
  return createRegistryClient({
    transport: createHttpTransport(proxyEnv ? { proxyEnv } : {}),
    createHasher: nodeHasher,
    ...(mirrors ? { mirrors } : {}),
    ...(insecure ? { insecure } : {}),
    ...(credentials ? { credentials: { get: credentials } } : {}),
  });
}

async function describe(
  client: RegistryClient,
  reference: string,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<ImageDescription | undefined> {
  const parsed = parseReference(reference);
  const wanted = platform === undefined ? undefined : parsePlatform(platform, hostPlatform());
  if (!parsed.ok || wanted?.ok === false) return undefined;
  const root = await client.resolve(parsed.value, signal);
  const reader = client.reader(parsed.value);
  const options = { createHasher: nodeHasher, signal };
  const platforms = await platformsOf(reader, root, signal);
  const known = { digest: root.digest, ...(platforms.length > 0 ? { platforms } : {}) };
  try {
    return { ...known, ...facts(await readManifest(reader, root, wanted?.value ?? hostPlatform(), options)) };
  } catch (error) {
    // An image for other platforms is one all the same.
    if (platforms.length === 0 || signal.aborted) throw error;
    return known;
  }
}

async function platformsOf(reader: ImageReader, root: Descriptor, signal: AbortSignal): Promise<readonly string[]> {
  const document = decodeManifest(await reader.manifest(root, signal), root.mediaType);
  if (document.kind !== 'index') return [];
  const known = document.index.manifests.flatMap(({ platform }) => (platform ? [formatPlatform(platform)] : []));
  return [...new Set(known.filter((platform) => !platform.startsWith('unknown')))];
}

function facts({ manifest, config }: ImageManifest): ImageDescription {
  const { User, WorkingDir, Env, Entrypoint, Cmd, ExposedPorts } = config.config ?? {};
  return {
    size: manifest.layers.reduce((sum, { size }) => sum + size, 0),
    ...(config.created ? { created: config.created } : {}),
    ...(User ? { user: User } : {}),
    ...(WorkingDir ? { workingDir: WorkingDir } : {}),
    ...(Env ? { env: Env } : {}),
    ...(Entrypoint ? { entrypoint: Entrypoint } : {}),
    ...(Cmd ? { cmd: Cmd } : {}),
    ...(ExposedPorts ? { ports: Object.keys(ExposedPorts) } : {}),
  };
}
