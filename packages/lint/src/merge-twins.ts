import type { Finding } from './finding.ts';
import { rules } from './rules/index.ts';

const TWINS: ReadonlyMap<string, string> = new Map(
  rules.flatMap((rule) => (rule.twin === undefined ? [] : [[rule.twin, rule.name] as const])),
);

/**
 * Where a rule of BuildKit and its twin of hadolint report the same instruction, leaves one finding with both names.
 * Each rule keeps its own verdict: what only one of them reports has only that name. What only hadolint's reports is left
 * out where `isDropped` says so of its rule.
 */
export function mergeTwins(findings: readonly Finding[], isDropped: (rule: string) => boolean): Finding[] {
  const twins = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!TWINS.has(finding.rule)) continue;
    const key = `${TWINS.get(finding.rule)} ${finding.range.start.line}`;
    const others = twins.get(key);
    if (others === undefined) twins.set(key, [finding]);
    else others.push(finding);
  }
  if (twins.size === 0) return [...findings];
  const absorbed = new Set<Finding>();
  const merged = findings.map((finding) => {
    const twin = twins.get(`${finding.rule} ${finding.range.start.line}`)?.shift();
    if (twin === undefined) return finding;
    absorbed.add(twin);
    const aliases = [...new Set([...finding.aliases, twin.rule, ...twin.aliases])];
    return { ...finding, aliases, severity: graver(finding, twin) };
  });
  return merged.filter((finding) => !absorbed.has(finding) && !(TWINS.has(finding.rule) && isDropped(finding.rule)));
}

function graver(a: Finding, b: Finding): Finding['severity'] {
  const order = ['error', 'warning', 'info', 'hint'] as const;
  return order.find((severity) => a.severity === severity || b.severity === severity) ?? a.severity;
}
