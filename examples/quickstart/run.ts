/** `pnpm quickstart`: builds `app/` with the CLI of this checkout, first fetching or making its base image. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { baseImage } from './base-image.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const strake = join(ROOT, 'node_modules/.bin/strake');
const image = join(HERE, 'tides.tar');

const base = await baseImage();
const args = [
  'build',
  '-t',
  'tides',
  ...Object.entries(base.contexts).flatMap(([name, from]) => ['--build-context', `${name}=${from}`]),
  '-o',
  `type=oci,dest=${image}`,
  ...process.argv.slice(2),
  join(HERE, 'app'),
];
console.log(`${base.says}\n\n$ strake ${args.map((arg) => arg.replaceAll(`${ROOT}/`, '')).join(' ')}\n`);
const { status } = spawnSync(strake, args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
if (status === 0) {
  const file = relative(process.cwd(), image);
  console.log(`
Next:
  podman load -i ${file} && podman run --rm docker.io/library/tides     prints "Saint-Malo: high water at 05:57, 10.7 m"
  skopeo inspect --config oci-archive:${file}
  npx -y pnpm@12 quickstart                            again: every step comes from the cache
`);
}
