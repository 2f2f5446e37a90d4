import type { ScriptSource } from '@strake/language-server/node';
import { resolveConfig } from '@strake/lint';
import { shellcheckOf } from '../lint/shellcheck.ts';

/** ShellCheck for open files; undefined where it is not installed. */
export function shellcheckSource(env: NodeJS.ProcessEnv): ScriptSource | undefined {
  const check = shellcheckOf(env);
  if (check === undefined) return undefined;
  return { check: ({ text }, config, signal) => check(text, config ?? resolveConfig(), signal) };
}
