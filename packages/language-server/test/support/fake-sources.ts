import type { Sources } from '../../src/sources/sources.ts';

/** A project with some files, an image and a build. */
export const fakeSources: Sources = {
  files: {
    async list(_uri, path) {
      const names =
        ({ '': ['package.json', 'src/', '.env'], src: ['main.ts', 'lib/'] } as Record<string, string[]>)[path] ?? [];
      return names.map((name) => ({ name: name.replace('/', ''), isDirectory: name.endsWith('/') }));
    },
    async locate(_uri, path) {
      return path === 'package.json' ? 'file:///project/package.json' : undefined;
    },
  },
  images: {
    async tags(repository) {
      if (repository === 'many') return ['20', '22', '22-alpine', '9', '9-alpine', '9-alpine3.9', 'edge', 'latest'];
      return repository === 'node' ? ['22', '22-alpine', '24'] : [];
    },
    async describe(reference) {
      if (reference !== 'node:22') return undefined;
      return {
        digest: `sha256:${'ab'.repeat(32)}`,
        platforms: ['linux/amd64', 'linux/arm64'],
        size: 41_300_000,
        user: 'node',
        cmd: ['node'],
      };
    },
  },
  builds: {
    async steps(_uri, { ast }) {
      const node = ast.instructions.find(({ text }) => text === 'make');
      return node ? [{ line: node.startLine, seconds: 2.25, layerBytes: 1_234_567, cached: true }] : [];
    },
  },
};
