import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes an OCI layout of one image whose layers are these tars, sound or not. Digests and sizes are right. */
export function writeHostileImage(directory: string, layers: readonly Uint8Array[]): void {
  mkdirSync(join(directory, 'blobs/sha256'), { recursive: true });
  const blob = (data: Uint8Array): { readonly digest: string; readonly size: number } => {
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(directory, 'blobs/sha256', hex), data);
    return { digest: `sha256:${hex}`, size: data.byteLength };
  };
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const tars = layers.map((layer) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...blob(layer) }));
  const rootfs = { type: 'layers', diff_ids: tars.map((tar) => tar.digest) };
  const config = blob(json({ architecture: 'amd64', os: 'linux', config: {}, rootfs }));
  const manifest = blob(
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: tars,
    }),
  );
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(directory, 'index.json'),
    json({ schemaVersion: 2, manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest }] }),
  );
}
