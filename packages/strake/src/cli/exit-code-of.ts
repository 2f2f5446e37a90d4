import { StrakeError } from '@strake/core';
import { ExitCode } from './exit-code.ts';

/** Exit codes by error code; what is not listed is a step's failure when Strake knows it, and a bug when not. */
const CODES: Readonly<Record<string, ExitCode>> = {
  USAGE: ExitCode.usage,
  OPTION_INVALID: ExitCode.usage,
  DOCKERFILE_INVALID: ExitCode.dockerfile,
  CHECKS_FAILED: ExitCode.dockerfile,
  DOCKERFILE_MISSING: ExitCode.input,
  NOT_FOUND: ExitCode.input,
  WRONG_TYPE: ExitCode.input,
  UNREADABLE: ExitCode.input,
  BAD_IGNORE_FILE: ExitCode.input,
  UNREACHABLE: ExitCode.input,
  UNAUTHORIZED: ExitCode.input,
  CONTEXT_INVALID: ExitCode.input,
  IMAGE_UNRESOLVED: ExitCode.input,
  IMAGE_NOT_FOUND: ExitCode.input,
  IMAGE_UNKNOWN: ExitCode.input,
  IMAGE_AMBIGUOUS: ExitCode.usage,
  NAME_INVALID: ExitCode.usage,
  LAYOUT_INVALID: ExitCode.input,
  NO_SOURCE: ExitCode.input,
  NO_DRIVER: ExitCode.sandbox,
  OUTPUT_FAILED: ExitCode.output,
  STEP_FAILED: ExitCode.step,
};

/** The exit code that an error stands for: that of the innermost error that has one of its own. */
export function exitCodeOf(error: unknown): ExitCode {
  let code: ExitCode = error instanceof StrakeError ? ExitCode.step : ExitCode.internal;
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof StrakeError) code = CODES[e.code] ?? code;
  return code;
}
