/** Bundles the VS Code extension and the server it starts: editors load an extension from files of its own only. */
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const EXTENSION = join(import.meta.dirname, '../../packages/vscode');

/** Writes `extension.cjs` and `server.cjs` into a directory. */
export async function bundleExtension(directory: string): Promise<void> {
  for (const name of ['extension', 'server']) {
    const bundle = await rolldown({
      input: join(EXTENSION, `src/${name}.ts`),
      platform: 'node',
      transform: { target: 'node22.18' },
      external: [/^node:/, 'vscode'],
    });
    await bundle.write({ file: join(directory, `${name}.cjs`), format: 'cjs', minify: true, codeSplitting: false });
    await bundle.close();
  }
}

if (process.argv[1] === import.meta.filename) await bundleExtension(join(EXTENSION, 'dist'));
