import { type Comment, type Instruction, parseCheck } from '@strake/parser';
import type { LintFile } from './model/lint-file.ts';
import { PRAGMA } from './pragma.ts';
import { ruleNameOf } from './settings/config.ts';

/** How `# check=skip=` goes with a rule: `check` by `all` and by name, `experimental` not at all as in BuildKit, `other` by name. */
export type SkipKind = 'check' | 'experimental' | 'other';

/** What the comments of a file silence, and which findings they ask for. */
export interface Ignores {
  /** Whether a finding of a rule with these names is silenced at an offset. */
  covers(names: readonly string[], kind: SkipKind, offset: number): boolean;
  /** Experimental checks that `# check=experimental=` switches on. */
  readonly experimental: readonly string[] | 'all';
  /** `# check=error=true`: findings of BuildKit's checks are errors. */
  readonly areErrors: boolean;
}

interface Silence {
  readonly start: number;
  readonly end: number;
  readonly names: ReadonlySet<string> | 'all';
  /** `# check=`, not hadolint's pragma. */
  readonly isCheck: boolean;
}

const NOTHING: Ignores = { covers: () => false, experimental: [], areErrors: false };

export function readIgnores(file: LintFile): Ignores {
  const { ast } = file.result;
  const directive = directiveOf(file);
  if (ast.comments.length === 0 && directive === undefined) return NOTHING;
  const options = directive === undefined ? undefined : optionsIn(directive);
  const silences: Silence[] = [];
  if (options !== undefined) silences.push({ ...EVERYWHERE, names: namesOf(options.skip), isCheck: true });
  for (const node of ast.instructions) for (const doc of node.docs) addCheck(silences, node, doc);
  if (file.config.inlineIgnores) for (const comment of ast.comments) addPragma(silences, file, comment);
  const checks = indexSilences(silences.filter(({ isCheck }) => isCheck));
  const pragmas = indexSilences(silences.filter(({ isCheck }) => !isCheck));
  return {
    covers: (names, kind, offset) => {
      if (pragmas.covers(names, offset)) return true;
      if (kind === 'check') return checks.coversAll(offset) || checks.covers(names, offset);
      return kind === 'other' && file.config.inlineIgnores && checks.covers(names, offset);
    },
    experimental: options?.experimental ?? [],
    areErrors: options?.error ?? false,
  };
}

/** `# check=`, or what a caller gives in its place. */
function directiveOf({ facts, result }: LintFile): string | undefined {
  const given = facts.buildArgs?.['BUILDKIT_DOCKERFILE_CHECK'];
  return given ?? result.ast.directives.find(({ name }) => name === 'check')?.value;
}

function optionsIn(directive: string): Exclude<ReturnType<typeof parseCheck>, { fault: unknown }> | undefined {
  const check = parseCheck(directive);
  return 'fault' in check ? undefined : check;
}

interface SilenceIndex {
  covers(names: readonly string[], offset: number): boolean;
  coversAll(offset: number): boolean;
}

/** Silences of one name by their start; `end` is the furthest end of all up to here. */
interface Reach {
  readonly start: number;
  readonly end: number;
}

function indexSilences(silences: readonly Silence[]): SilenceIndex {
  const byName = new Map<string, Reach[]>();
  for (const { names, start, end } of silences.toSorted((a, b) => a.start - b.start))
    for (const name of names === 'all' ? ['all'] : names) {
      const reaches = byName.get(name) ?? [];
      byName.set(name, reaches);
      reaches.push({ start, end: Math.max(end, reaches.at(-1)?.end ?? 0) });
    }
  const isCovered = (name: string, offset: number): boolean => furthest(byName.get(name), offset) > offset;
  return {
    covers: (names, offset) => byName.size > 0 && names.some((name) => isCovered(name, offset)),
    coversAll: (offset) => isCovered('all', offset),
  };
}

/** The furthest end of what begins at or before an offset, by halving. */
function furthest(reaches: readonly Reach[] = [], offset: number): number {
  let low = 0;
  let high = reaches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reaches[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return reaches[low - 1]?.end ?? 0;
}

const EVERYWHERE = { start: 0, end: Number.POSITIVE_INFINITY } as const;

function namesOf(names: readonly string[] | 'all'): ReadonlySet<string> | 'all' {
  return names === 'all' ? 'all' : new Set(names);
}

/** `# check=skip=Name` above an instruction; what follows a blank is prose. */
function addCheck(silences: Silence[], node: Instruction, doc: Comment): void {
  const match = /^check\s*=\s*(\S+)/i.exec(doc.text);
  if (match === null) return;
  const options = parseCheck(match[1] ?? '');
  if ('fault' in options) return;
  silences.push({ start: node.start, end: node.end + 1, names: namesOf(options.skip), isCheck: true });
}

/** `# hadolint [global|stage] ignore=A,B`; `strake` in its place means the same. One unknown name voids the comment. */
function addPragma(silences: Silence[], file: LintFile, comment: Comment): void {
  const match = PRAGMA.exec(comment.text);
  if (match === null) return;
  const names = new Set((match[2] ?? '').split(',').map((name) => name.trim()));
  if (![...names].every((name) => /^(?:DL|SC)\d+$/.test(name) || ruleNameOf(name) !== undefined)) return;
  silences.push({ ...reach(file, match[1], comment), names, isCheck: false });
}

function reach(
  file: LintFile,
  scope: string | undefined,
  comment: Comment,
): { readonly start: number; readonly end: number } {
  if (scope === 'global') return EVERYWHERE;
  const { instructions } = file.result.ast;
  const next = instructions[firstAfter(instructions, comment.end)];
  if (next === undefined) return { start: 0, end: 0 };
  if (scope === undefined) return { start: next.start, end: next.end + 1 };
  const following = file.stages.find(({ from }) => from !== undefined && from.start > next.start);
  return { start: next.start, end: following?.from?.start ?? Number.POSITIVE_INFINITY };
}

/** Index of the first instruction that ends behind an offset, by halving. */
function firstAfter(instructions: readonly Instruction[], offset: number): number {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
