import type { Finding } from './finding.ts';
import { rules } from './rules/index.ts';

const TWINS: ReadonlyMap<string, string> = new Map(
  rules.flatMap((rule) => (rule.twin === undefined ? [] : [[rule.twin, rule.name] as const])),
);

/**
 * Where a rule of BuildKit and its twin of hadolint report the same instruction, leaves one finding with both names.
 * Each rule keeps its own verdict: what only one of them reports has only that name.
 */
export function mergeTwins(findings: readonly Finding[]): Finding[] {
  const absorbed = new Set<Finding>();
  const merged = new Map<Finding, Finding>();
  for (const finding of findings) {
    const name = TWINS.get(finding.rule);
    if (name === undefined) continue;
    const twin = findings.find(
      (other) =>
        other.rule === name &&
        !absorbed.has(other) &&
        other.range.start.line === finding.range.start.line &&
        !merged.has(other),
    );
    if (twin === undefined) continue;
    absorbed.add(finding);
    merged.set(twin, {
      ...twin,
      aliases: [...new Set([...twin.aliases, finding.rule, ...finding.aliases])],
      severity: graver(twin, finding),
    });
  }
  return findings.filter((finding) => !absorbed.has(finding)).map((finding) => merged.get(finding) ?? finding);
}

function graver(a: Finding, b: Finding): Finding['severity'] {
  const order = ['error', 'warning', 'info', 'hint'] as const;
  return order.find((severity) => a.severity === severity || b.severity === severity) ?? a.severity;
}
