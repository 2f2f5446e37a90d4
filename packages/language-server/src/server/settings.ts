import { type LintConfig, type LintSettings, resolveConfig } from '@strake/lint';
import type { FormatOptions } from '@strake/parser';

/** What an editor can set: `initializationOptions`, and `strake` of its configuration. All of it is optional. */
export interface ServerSettings {
  readonly lint?: LintSettings;
  readonly format?: FormatOptions;
  /** Lenses to build a stage; they need a client that has the command `strake.buildStage`. False unless given. */
  readonly codeLens?: boolean;
  /** Values and digests beside the text; true unless given. */
  readonly inlayHints?: boolean;
  /** Whether completion may use the command `editor.action.triggerSuggest`. False unless given. */
  readonly retrigger?: boolean;
}

/** Settings with every question answered. */
export interface ResolvedSettings {
  readonly config: LintConfig | undefined;
  readonly format: FormatOptions;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly retrigger: boolean;
}

/** Reads what a client sent. What is of the wrong type counts as not given: a server does not fail over a setting. */
export function resolveSettings(given: unknown): ResolvedSettings {
  const { lint, format, codeLens, inlayHints, retrigger } = isRecord(given) ? given : {};
  return {
    config: isRecord(lint) ? configOf(lint) : undefined,
    format: isRecord(format) ? formatOf(format) : {},
    codeLens: codeLens === true,
    inlayHints: inlayHints !== false,
    retrigger: retrigger === true,
  };
}

function configOf(lint: Readonly<Record<string, unknown>>): LintConfig | undefined {
  try {
    return resolveConfig(lint);
  } catch {
    return undefined;
  }
}

function formatOf({ keywordCase, indent, blankLines }: Readonly<Record<string, unknown>>): FormatOptions {
  const isCase = keywordCase === 'upper' || keywordCase === 'lower' || keywordCase === 'keep';
  return {
    ...(isCase ? { keywordCase } : {}),
    ...(isCount(indent) ? { indent } : {}),
    ...(isCount(blankLines) ? { blankLines } : {}),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 16;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
