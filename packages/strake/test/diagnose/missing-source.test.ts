import { test } from 'vitest';
import { check, NOWHERE } from './support/missing-source.ts';

const ABOVE =
  'nothing above the build context can be copied: build a directory further up with -f, or pass --build-context';

test.each<readonly [copy: string, message: string, hint: string | undefined]>([
  ['COPY prod.env /', '"/prod.env": not found', '.dockerignore:2 excludes it from the build context: *.env'],
  ['COPY dist/app.js /', '"/dist/app.js": not found', '.dockerignore:3 excludes it from the build context: dist'],
  ['COPY src package.jsn /a/', '"/package.jsn": not found', 'did you mean "package.json"?'],
  ['COPY Src/main.ts /', '"/Src/main.ts": not found', 'did you mean "src/main.ts"?'],
  ['COPY src/mian.ts /', '"/src/mian.ts": not found', 'did you mean "src/main.ts"?'],
  ['COPY src/mian.log /', '"/src/mian.log": not found', NOWHERE],
  ['COPY package-lock.json /', '"/package-lock.json": not found', 'did you mean "server/package-lock.json"?'],
  ['COPY --from=shared package-lock.jsn /', '"/package-lock.jsn": not found', 'did you mean "package-lock.json"?'],
  ['COPY ../../x /', '"/x": not found', ABOVE],
  ['COPY link/secretz /', '"/link/secretz": not found', NOWHERE],
  ['COPY gone /', '"/gone": not found', '"/gone" is a symbolic link to "away", where nothing is that can be copied'],
  ['COPY gone/x /', '"/gone/x": not found', NOWHERE],
  ['COPY --from=a /package.jsn /', '"/package.jsn": not found', undefined],
])('%s', async (copy, message, hint) => {
  await check(copy, message, hint);
});
