import { StrakeError } from '@strake/core';

/** `INVALID_GRAPH`: a stored graph cannot be read. Users' Dockerfiles never throw: they give diagnostics. */
export type PlannerErrorCode = 'INVALID_GRAPH';

export class PlannerError extends StrakeError<PlannerErrorCode> {
  readonly code = 'INVALID_GRAPH';
}
