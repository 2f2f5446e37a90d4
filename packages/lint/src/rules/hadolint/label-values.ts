import type { LintFile } from '../../model/lint-file.ts';
import type { Report } from '../../rule.ts';
import type { LabelType } from '../../settings/settings.ts';
import { isSpdxLicense } from './spdx.ts';

const VALID: Readonly<Record<LabelType, (value: string) => boolean>> = {
  text: () => true,
  url: (value) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(value),
  rfc3339: (value) =>
    /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  semver: (value) =>
    /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(value),
  hash: (value) => /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/i.test(value),
  spdx: isSpdxLicense,
  email: (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
};

/** Reports labels of a type of the schema whose values are not of it; without a type, empty ones of any. */
export function reportLabels(file: LintFile, report: Report, type: LabelType | undefined, rule: string): void {
  const { labelSchema } = file.config;
  for (const { node, top } of file.of('label', true))
    for (const { key, value } of node.entries) {
      const name = key.text.replace(/^["']|["']$/g, '');
      if (!Object.hasOwn(labelSchema, name)) continue;
      const text = value.text.replace(/^["']|["']$/g, '');
      if (text.includes('$')) continue;
      const isBad = type === undefined ? text === '' : labelSchema[name] === type && !VALID[type](text);
      if (isBad) report(top, `${rule}: ${name}`, { focus: value });
    }
}
