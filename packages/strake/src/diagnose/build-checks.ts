import { setImmediate } from 'node:timers/promises';
import { type Diagnostic, hexOf } from '@strake/core';
import { explainIgnore, ignoreRules } from '@strake/context';
import type { Finding, IgnoreFacts } from '@strake/lint';
import { digestOf, formatPlatform, type Platform, type RecordStore } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { parseCheck, type ParseResult } from '@strake/parser';
import { BuildError } from '../error.ts';
import { version } from '../build-facts/version.ts';
import { hostPlatform } from '../input/platform.ts';
import { type BaseImage, type BaseNames, baseFacts } from './base-facts.ts';

/** A build whose Dockerfile is checked. */
export interface CheckedBuild {
  readonly parsed: ParseResult;
  readonly text: string;
  /** The text of the ignore file of a context on this machine. */
  readonly ignore: string | undefined;
  readonly target: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly platforms: readonly Platform[];
  /** The images that its stages are based on. */
  readonly bases: readonly BaseImage[];
  readonly contexts: BaseNames;
}

const KIND = 'checks';
/** The build argument that stands for the file's `# check=`. */
const OVERRIDE = 'BUILDKIT_DOCKERFILE_CHECK';

/** Whether findings may refuse the build: then they are wanted before any step runs. */
export function checksMayRefuse({ parsed, args }: Pick<CheckedBuild, 'parsed' | 'args'>): boolean {
  return args[OVERRIDE] !== undefined || parsed.ast.directives.some(({ name }) => name === 'check');
}

/** Throws `OPTION_INVALID` for a build argument that sets checks to what they cannot be. */
export function refuseCheckArg(args: CheckedBuild['args']): void {
  const options = parseCheck(args[OVERRIDE] ?? '');
  if ('fault' in options)
    throw new BuildError('OPTION_INVALID', `failed to parse build-arg:${OVERRIDE}: ${options.fault}`, {
      hint: `write e.g. ${OVERRIDE}=skip=JSONArgsRecommended;error=true`,
    });
}

/** Throws `CHECKS_FAILED` when findings are errors. */
export function refuseViolations(found: readonly Diagnostic[]): void {
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const rules = new Set(errors.map(({ code }) => code));
  throw new BuildError('CHECKS_FAILED', `lint violation found for rules: ${[...rules].join(', ')}`, {
    diagnostics: errors,
    hint: `error=true, in # check= or in ${OVERRIDE}, lets findings fail the build; skip=RULE leaves one out`,
  });
}

/**
 * What BuildKit's checks find in the Dockerfile of a build, in the stages that it needs: of severity `error` where findings
 * are to fail the build. The linter is loaded only for what was not checked before, and lets go first what is under way.
 */
export async function buildChecks(build: CheckedBuild, records: RecordStore): Promise<readonly Diagnostic[]> {
  const key = keyOf(build);
  const known = decode(await records.get(KIND, key));
  if (known) return known;
  await setImmediate();
  const found = await findings(build);
  await records.put(KIND, key, found).catch(() => undefined);
  return found;
}

async function findings(build: CheckedBuild): Promise<Diagnostic[]> {
  const { parsed, target, args, platforms, bases, contexts } = build;
  const { lint, resolveConfig } = await import('@strake/lint');
  const config = resolveConfig({ extends: 'buildkit' });
  const named = target === undefined ? {} : { target };
  const buildPlatform = formatPlatform(hostPlatform());
  const facts = { onlyTarget: true, buildArgs: args, buildPlatform, ...named, ...ignoreFacts(build) };
  const found = new Map<string, Diagnostic>();
  for (const one of platforms) {
    const platform = formatPlatform(one);
    for (const finding of lint(parsed, config, { ...facts, platform, image: baseFacts(bases, contexts) })) {
      const diagnostic = diagnosticOf(finding);
      found.set(JSON.stringify(diagnostic), diagnostic);
    }
  }
  return [...found.values()];
}

/** What is ignored is looked at by an experimental check alone: nobody hears of it who has not asked. */
function ignoreFacts({ ignore, ...asked }: CheckedBuild): { readonly ignore?: IgnoreFacts } {
  if (ignore === undefined || !asksFor('CopyIgnoredFile', asked)) return {};
  const rules = ignoreRules(ignore, '.dockerignore');
  const excludes = (path: string): boolean => explainIgnore(rules, path).ignored;
  return { ignore: { name: '.dockerignore', text: ignore, excludes } };
}

function asksFor(rule: string, { parsed, args }: Pick<CheckedBuild, 'parsed' | 'args'>): boolean {
  const directive = parsed.ast.directives.find(({ name }) => name === 'check');
  const options = parseCheck(args[OVERRIDE] ?? directive?.value ?? '');
  return !('fault' in options) && (options.experimental === 'all' || options.experimental.includes(rule));
}

function diagnosticOf({ rule, severity, message, range, url, related }: Finding): Diagnostic {
  return { code: rule, severity, message, range, hint: `see ${url}`, ...(related ? { related } : {}) };
}

function keyOf({ text, ignore = '', target, args, platforms, bases, contexts }: CheckedBuild): string {
  const images = bases
    .map(({ query, manifest }) => `${query.ref} ${formatPlatform(query.platform)} ${manifest}`)
    .sort();
  const all = [hostPlatform(), ...platforms].map(formatPlatform);
  const facts = [version(), text, ignore, target, args, all, images, contexts];
  return hexOf(digestOf(new TextEncoder().encode(JSON.stringify(facts)), nodeHasher));
}

/** A record that is none is as good as none. */
function decode(value: unknown): readonly Diagnostic[] | undefined {
  return Array.isArray(value) && value.every(isDiagnostic) ? value : undefined;
}

function isDiagnostic(value: Partial<Diagnostic> | null): value is Diagnostic {
  return (
    typeof value?.code === 'string' &&
    typeof value.message === 'string' &&
    typeof value.range?.start?.line === 'number' &&
    (value.severity === 'error' || value.severity === 'warning')
  );
}
