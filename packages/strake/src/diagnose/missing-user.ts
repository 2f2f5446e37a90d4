import type { Range } from '@strake/core';
import type { StepError } from '@strake/executor';
import type { ParseResult } from '@strake/parser';
import { SandboxError } from '@strake/sandbox';

/** Where a user or group is named that the image does not know, and what to do: a RUN is only the first to miss it. */
export function missingUser(
  { cause }: StepError,
  run: Range | undefined,
  { ast, lines }: ParseResult,
): { readonly at?: Range; readonly hint: string } | undefined {
  if (!isMissing(cause) || run === undefined) return undefined;
  const before = ast.instructions.filter(({ start }) => start < run.start.offset);
  const stage = before.slice(before.findLastIndex(({ kind }) => kind === 'from') + 1);
  const user = stage.findLast(({ kind }) => kind === 'user');
  if (user === undefined)
    return { hint: 'it is USER of the stage or image that this one is based on: set another one' };
  return { at: lines.rangeOf(user), hint: 'RUN adduser or useradd has to make it before, or USER gives a number' };
}

/** `cause` may be the step's error around the sandbox's. */
function isMissing(cause: unknown): boolean {
  for (let e = cause; e instanceof Error; e = e.cause)
    if (e instanceof SandboxError) return e.code === 'RUN_USER_NOT_FOUND' || e.code === 'RUN_GROUP_NOT_FOUND';
  return false;
}
