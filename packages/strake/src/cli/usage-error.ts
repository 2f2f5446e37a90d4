import { StrakeError } from '@strake/core';

/** The command line is wrong: exit code 2. */
export class UsageError extends StrakeError<'USAGE'> {
  readonly code = 'USAGE';
  constructor(message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
  }
}
