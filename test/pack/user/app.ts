/** A program with what is published: as strict as can be, and with no types but those that come along. */
import { build, type BuildEvent, openImageStore, registryOptions, runImage } from 'strake';

const registry = await registryOptions(process.env);
const result = await build({
  context: { Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'a' },
  registry,
  outputs: [{ type: 'oci', dest: '/tmp/app.tar' }],
  onEvent: (event: BuildEvent) => event.type === 'finished' && console.error(event.outcome),
  signal: AbortSignal.timeout(600_000),
});
const [image] = result.images;
if (image) await runImage({ image, registry, io: { output: (_stream, chunk) => process.stdout.write(chunk) } });
const store = await openImageStore({ registry });
console.log(await store.list(), result.outputs[0]?.manifest?.digest);
await store[Symbol.asyncDispose]();
