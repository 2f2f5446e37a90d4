import type { Finding, LintConfig } from '@strake/lint';
import type { ParseResult } from '@strake/parser';
import type { DocumentState } from '../document/document-state.ts';
import { carriedFindings } from '../services/diagnostics/carried-findings.ts';
import type { ScriptSource } from '../sources/sources.ts';

/** Findings of a checker that takes its time. Files are checked when nobody has typed for a moment. */
export interface LateFindings {
  /** What is known of a file so far; the same list as long as neither it nor the file changes. */
  of(state: DocumentState): readonly Finding[];
  /** To be called when a file was opened or changed: ends the check of what it was. */
  schedule(uri: string): void;
  forget(uri: string): void;
  dispose(): void;
}

export interface LateSetting {
  readonly scripts: ScriptSource | undefined;
  state(uri: string): DocumentState | undefined;
  config(state: DocumentState): Promise<LintConfig | undefined>;
  /** Told when more is known of a file. */
  onFound(uri: string): void;
}

// Long enough that words are typed without a process for each.
const PAUSE = 400;

const NONE: readonly Finding[] = [];

interface Known {
  readonly parsed: ParseResult;
  readonly findings: readonly Finding[];
}

export function createLateFindings({ scripts, state, config, onFound }: LateSetting): LateFindings {
  const known = new Map<string, Known>();
  const running = new Map<string, AbortController>();

  async function check(uri: string, signal: AbortSignal): Promise<void> {
    const current = state(uri);
    if (scripts === undefined || current === undefined) return;
    const settings = await config(current);
    const findings = await scripts.check(current.parse, settings, signal);
    if (signal.aborted) return;
    const isNews = findings.length > 0 || (known.get(uri)?.findings.length ?? 0) > 0;
    known.set(uri, { parsed: current.parse, findings });
    if (isNews) onFound(uri);
  }

  function stop(uri: string): void {
    running.get(uri)?.abort();
    running.delete(uri);
  }

  return {
    of({ uri, parse }) {
      const last = known.get(uri);
      if (last === undefined || last.findings.length === 0) return NONE;
      if (last.parsed === parse) return last.findings;
      const findings = carriedFindings(last.findings, last.parsed, parse);
      known.set(uri, { parsed: parse, findings });
      return findings;
    },
    schedule(uri) {
      stop(uri);
      if (scripts === undefined) return;
      const controller = new AbortController();
      const { signal } = controller;
      running.set(uri, controller);
      const timer = setTimeout(() => {
        // A checker that fails has found nothing; that it was stopped is no fault.
        void check(uri, signal).catch(() => undefined);
      }, PAUSE);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    },
    forget(uri) {
      stop(uri);
      known.delete(uri);
    },
    dispose: () => [...running.keys()].forEach(stop),
  };
}
