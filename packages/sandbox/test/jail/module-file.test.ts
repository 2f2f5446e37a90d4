import { expect, test } from 'vitest';
import { moduleFile } from '../../src/jail/module-file.ts';

const SPAWN = new URL('../../src/jail/spawn.ts', import.meta.url).href;

test('what is to be started must be there: beside the file of a bundle it is not', () => {
  expect(moduleFile('jail-main', SPAWN)).toMatch(/\/src\/jail\/jail-main\.ts$/);
  expect(() => moduleFile('jail-main', 'file:///app/dist/main.js')).toThrowError(
    expect.objectContaining({ code: 'JAIL_FAILED', hint: expect.stringContaining('@strake/sandbox') }),
  );
});
