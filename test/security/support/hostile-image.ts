import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A tar as it is, or with what it is packed to. */
type LayerBytes = Uint8Array | { readonly tar: Uint8Array; readonly gzip: Uint8Array };

/** Writes an OCI layout of one image whose layers are these tars, sound or not. Digests and sizes are right. */
export function writeHostileImage(directory: string, layers: readonly LayerBytes[]): void {
  mkdirSync(join(directory, 'blobs/sha256'), { recursive: true });
  const blob = (data: Uint8Array): { readonly digest: string; readonly size: number } => {
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(directory, 'blobs/sha256', hex), data);
    return { digest: `sha256:${hex}`, size: data.byteLength };
  };
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const type = 'application/vnd.oci.image.layer.v1.tar';
  const blobs = layers.map((layer) =>
    'gzip' in layer ? { mediaType: `${type}+gzip`, ...blob(layer.gzip) } : { mediaType: type, ...blob(layer) },
  );
  const digest = (data: Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;
  const diffIds = layers.map((layer) => digest('gzip' in layer ? layer.tar : layer));
  const rootfs = { type: 'layers', diff_ids: diffIds };
  const config = blob(json({ architecture: 'amd64', os: 'linux', config: {}, rootfs }));
  const manifest = blob(
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: blobs,
    }),
  );
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(directory, 'index.json'),
    json({ schemaVersion: 2, manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest }] }),
  );
}
