import { StrakeError } from '@strake/core';
import { ExitCode } from './exit-code.ts';

/** Exit codes by error code, behind the error's name where the code is not enough; what is not listed is a step's failure when Strake knows it, and a bug when not. */
const CODES: Readonly<Record<string, ExitCode>> = {
  ...all(
    ExitCode.usage,
    'USAGE',
    'OPTION_INVALID',
    'IMAGE_AMBIGUOUS',
    'NAME_INVALID',
    'NOT_ALLOWED',
    'RUN_LIMIT_INVALID',
  ),
  ...all(ExitCode.dockerfile, 'DOCKERFILE_INVALID', 'CHECKS_FAILED'),
  ...all(ExitCode.input, 'DOCKERFILE_MISSING', 'NOT_FOUND', 'WRONG_TYPE', 'UNREADABLE', 'BAD_IGNORE_FILE', 'CHANGED'),
  ...all(
    ExitCode.input,
    'CONTEXT_INVALID',
    'ContextError:BAD_ARCHIVE',
    'NO_SOURCE',
    'PROGRAM_MISSING',
    'DEVICE_UNKNOWN',
    'CACHE_WRONG',
  ),
  ...all(ExitCode.input, 'IMAGE_UNRESOLVED', 'IMAGE_NOT_FOUND', 'IMAGE_UNKNOWN', 'LAYOUT_INVALID', 'ARCHIVE_INVALID'),
  ...all(
    ExitCode.input,
    'UNREACHABLE',
    'UNAUTHORIZED',
    'RATE_LIMITED',
    'SERVER_ERROR',
    'MISMATCH',
    'BLOB_MISMATCH',
    'LAYER_CORRUPT',
    'SandboxError:LAYER_INVALID',
    'RegistryError:INVALID',
  ),
  ...all(
    ExitCode.sandbox,
    'NO_DRIVER',
    'DRIVER_UNAVAILABLE',
    'JAIL_FAILED',
    'INTERPRETER_MISSING',
    'LIMITS_UNAVAILABLE',
  ),
  ...all(
    ExitCode.output,
    'OUTPUT_FAILED',
    'STORE_FAILED',
    'STORE_UNUSABLE',
    'STORE_BUSY',
    'STORE_REMOVED',
    'BLOB_DAMAGED',
    'BLOB_NOT_FOUND',
  ),
  ...all(ExitCode.step, 'STEP_FAILED'),
};

function all(exit: ExitCode, ...codes: readonly string[]): Readonly<Record<string, ExitCode>> {
  return Object.fromEntries(codes.map((code) => [code, exit]));
}

/** The exit code that an error stands for: that of the innermost error that has one of its own. */
export function exitCodeOf(error: unknown): ExitCode {
  let code: ExitCode = error instanceof StrakeError ? ExitCode.step : ExitCode.internal;
  for (let e = error; e instanceof Error; e = e.cause)
    if (e instanceof StrakeError) code = CODES[`${e.name}:${e.code}`] ?? CODES[e.code] ?? code;
  return code;
}
