import { describe, expect, it } from 'vitest';
import { type LintSettings, readSettings, resolveConfig, rules, settingsSchema } from '../src/index.ts';

describe('presets', () => {
  it.each([
    ['buildkit', 'JSONArgsRecommended', 'warning'],
    ['buildkit', 'DL3008', 'off'],
    ['hadolint', 'DL3008', 'warning'],
    ['hadolint', 'JSONArgsRecommended', 'off'],
    ['recommended', 'dead-stage', 'warning'],
    ['recommended', 'unpinned-image', 'off'],
    ['strict', 'unpinned-image', 'info'],
    ['none', 'DL3008', 'off'],
  ] as const)('%s has %s at %s', (preset, rule, level) => {
    expect(resolveConfig({ extends: preset }).levels.get(rule)).toBe(level);
  });

  it('has 21 checks of BuildKit on, and one that is experimental', () => {
    const checks = rules.filter(({ origin }) => origin === 'buildkit');
    expect(checks).toHaveLength(22);
    expect(checks.filter(({ severity }) => severity === 'off').map(({ name }) => name)).toEqual([
      'InvalidDefinitionDescription',
    ]);
  });
});

it('lets later settings win, rule by rule', () => {
  const config = resolveConfig(
    { rules: { DL3008: 'error', DL3009: 'error' }, failOn: 'info' },
    { rules: { DL3008: 'off', SC2086: 'off', typo: 'off' } },
  );
  expect(config.levels.get('DL3008')).toBe('off');
  expect(config.levels.get('DL3009')).toBe('error');
  expect(config.levels.get('SC2086')).toBe('off');
  expect(config.failOn).toBe('info');
  expect(config.unknownRules).toEqual(['typo']);
});

describe('configuration files', () => {
  it('reads YAML and JSON', () => {
    const settings = { extends: ['hadolint', 'buildkit'], rules: { DL3008: 'off' }, maxWarnings: 3 };
    expect(readSettings(JSON.stringify(settings))).toEqual({ settings, problems: [] });
    expect(readSettings('extends: [hadolint, buildkit]\nrules:\n  DL3008: "off"\nmaxWarnings: 3\n')).toEqual({
      settings,
      problems: [],
    });
  });

  it.each([
    ['extends: nope', /^extends must be one of recommended, .* or a list/],
    ['rules: {DL3008: loud}', /^rules must be a mapping to one of error/],
    ['rules: {typo: error}', /^no rule is named typo/],
    ['colour: red', /^unknown setting colour$/],
    ['failon: error', /^unknown setting failon \(did you mean failOn\?\)$/],
    ['rules: {DL30087: off}', /^no rule is named DL30087 \(did you mean DL3007\?\)$/],
    ['maxWarnings: -1', /^maxWarnings must be a integer/],
    ['- a', /^not a mapping/],
    ['a: [', /./],
    ['a: &a [*a]', /./],
    ['__proto__: {}', /^unknown setting __proto__/],
  ])('says what is wrong with %s', (text, problem) => {
    expect(readSettings(text).problems.join('; ')).toMatch(problem);
  });

  it('reads nothing from an empty file', () => {
    expect(readSettings('# nothing\n')).toEqual({ settings: {}, problems: [] });
  });

  it('has a schema for every setting it reads', () => {
    const { properties } = settingsSchema as { readonly properties: object };
    expect(Object.keys(properties)).toContain('labelSchema');
  });
});

it("reads hadolint's file as it is", () => {
  const text = `
ignored: [DL3008, DL3025, DL308]
ignore: [DL3003]
override:
  error: [DL3015]
  style: [DL3003]
trustedRegistries: [docker.io, "*.example.com"]
label-schema: {author: text, version: semver}
strict-labels: true
disable-ignore-pragma: true
failure-threshold: style
format: json
colour: red
`;
  const { settings, problems } = readSettings(text, 'hadolint');
  expect(problems).toEqual([
    'no rule is named DL308 (did you mean DL3008?)',
    'unknown setting ignore (did you mean ignored?)',
    'unknown setting colour',
  ]);
  expect(settings).toEqual({
    extends: ['recommended', 'hadolint'],
    rules: { DL3008: 'off', DL3025: 'off', DL308: 'off', JSONArgsRecommended: 'off', DL3015: 'error', DL3003: 'hint' },
    trustedRegistries: ['docker.io', '*.example.com'],
    labelSchema: { author: 'text', version: 'semver' },
    strictLabels: true,
    inlineIgnores: false,
    failOn: 'hint',
  });
  expect(readSettings('no-fail: true\nfailure-threshold: info\n', 'hadolint').settings.failOn).toBe('off');
});

it.each<[presets: LintSettings['extends'], rule: string, level: string | undefined]>([
  [undefined, 'SC1007', 'off'],
  [undefined, 'SC2155', 'info'],
  [undefined, 'SC3040', 'info'],
  [undefined, 'SC2086', undefined],
  [['recommended', 'buildkit'], 'SC2155', 'info'],
  [['recommended', 'hadolint'], 'SC2155', undefined],
  ['strict', 'SC1007', undefined],
])("leaves or lowers ShellCheck's level in %j: %s", (presets, rule, level) => {
  const config = resolveConfig(presets === undefined ? {} : { extends: presets });
  expect(config.levels.get(rule)).toBe(level);
  expect(resolveConfig({ rules: { [rule]: 'error' } }).levels.get(rule)).toBe('error');
});
