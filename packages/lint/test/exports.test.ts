import { expect, it } from 'vitest';
import * as api from '../src/index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "REPORT_FORMATS",
      "SETTINGS_FILES",
      "applyFixes",
      "createBaseline",
      "fixAll",
      "isAtLeast",
      "lint",
      "mergeSettings",
      "readBaseline",
      "readSettings",
      "renderReport",
      "resolveConfig",
      "rowsOf",
      "ruleNameOf",
      "rulePage",
      "rules",
      "settingsSchema",
      "shellTexts",
      "syntaxFindings",
      "withoutBaseline",
      "withoutSilenced",
    ]
  `);
});
