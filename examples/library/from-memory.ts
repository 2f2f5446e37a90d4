/** An image from files in memory: no directory, no Dockerfile on disk, no RUN, so no sandbox; the digest is the same everywhere. */
import { build } from 'strake';

const page = '<!doctype html><title>Tides</title><p>High water at 05:57.\n';

const { images, outputs } = await build({
  context: {
    'site/index.html': page,
    'bin/serve': { data: '#!/bin/sh\nexec httpd -f -h /site\n', mode: 0o755 },
  },
  dockerfile: { text: 'FROM scratch\nCOPY . /\nUSER 1000\nENTRYPOINT ["/bin/serve"]\n' },
  args: { SOURCE_DATE_EPOCH: '1700000000' },
  outputs: [{ type: 'oci', dest: countBytes, rewriteTimestamp: true }],
});

console.log(images[0]?.config.config?.Entrypoint, outputs[0]?.manifest?.digest);

/** The archive as a stream: to disk, to a bucket, to another process. */
async function countBytes(data: AsyncIterable<Uint8Array>): Promise<void> {
  let size = 0;
  for await (const chunk of data) size += chunk.length;
  console.log(`${size} bytes of archive`);
}
