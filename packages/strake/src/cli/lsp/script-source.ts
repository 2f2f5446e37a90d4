import type { ScriptSource } from '@strake/language-server/node';
import { resolveConfig } from '@strake/lint';
import { shellcheckOf } from '../lint/shellcheck.ts';

/** Milliseconds after which a check is given up: some scripts take ShellCheck longer than anybody waits. */
const LONGEST = 20_000;

/** ShellCheck for open files; undefined where it is not installed. */
export function shellcheckSource(env: NodeJS.ProcessEnv): ScriptSource | undefined {
  const check = shellcheckOf(env);
  if (check === undefined) return undefined;
  return {
    check: ({ text }, config, signal) =>
      check(text, config ?? resolveConfig(), AbortSignal.any([signal, AbortSignal.timeout(LONGEST)])),
  };
}
