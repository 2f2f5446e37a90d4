const LEVEL = { enum: ['error', 'warning', 'info', 'hint', 'off'] };
const PRESET = { enum: ['recommended', 'buildkit', 'hadolint', 'strict', 'none'] };
const STRINGS = { type: 'array', items: { type: 'string' } };

/** JSON schema of the configuration file. */
export const settingsSchema: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of strake lint',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    extends: {
      description: 'Presets to start from; later ones win.',
      anyOf: [PRESET, { type: 'array', items: PRESET }],
      default: 'recommended',
    },
    rules: { description: 'Levels by rule name or alias.', type: 'object', additionalProperties: LEVEL },
    trustedRegistries: { description: 'Registries that images may come from; * at either end.', ...STRINGS },
    labelSchema: {
      description: 'Labels an image must have, and what they look like.',
      type: 'object',
      additionalProperties: { enum: ['text', 'url', 'rfc3339', 'semver', 'hash', 'spdx', 'email'] },
    },
    strictLabels: { description: 'Report labels outside of the schema.', type: 'boolean', default: false },
    inlineIgnores: { description: 'Comments may silence findings.', type: 'boolean', default: true },
    afterErrors: {
      description: "Go on with BuildKit's checks after an error at which BuildKit ends them.",
      type: 'boolean',
      default: false,
    },
    failOn: { description: 'Lowest severity that makes a run fail.', ...LEVEL, default: 'warning' },
    maxWarnings: { description: 'Number of warnings that a run may have.', type: 'integer', minimum: 0 },
  },
};
