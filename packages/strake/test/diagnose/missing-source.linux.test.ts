import { test } from 'vitest';
import { check, NOWHERE } from './support/missing-source.ts';

test.each<readonly [run: string, message: string, hint: string | undefined]>([
  [
    'RUN --mount=source=prod.env,target=/x true',
    '"/prod.env": not found',
    '.dockerignore:2 excludes it from the build context: *.env',
  ],
  ['RUN --mount=source=package.jsn,target=/x true', '"/package.jsn": not found', 'did you mean "package.json"?'],
  ['RUN --mount=source=nothing,target=/x true', '"/nothing": not found', NOWHERE],
  ['RUN --mount=source=nothing,target=/x --mount=from=shared,target=/y true', '"/nothing": not found', undefined],
])('%s', async (run, message, hint) => {
  await check(run, message, hint);
});
