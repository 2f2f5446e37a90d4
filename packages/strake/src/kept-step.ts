import type { FailedStep, OnFailedStep } from '@strake/executor';
import { BuildError } from './error.ts';
import type { BuildInput } from './input/build-input.ts';

/** A RUN that failed, in the state in which it left its file system, until it is disposed. */
export interface KeptStep extends FailedStep, AsyncDisposable {}

/** Keeps the first step that fails, and with it what it lives in. */
export interface StepKeeper {
  /** How to hear of it: nothing where it is not to be kept. */
  readonly look: { readonly onFailedStep?: OnFailedStep };
  /** The error with the step, if there is one: then `services` live until the step is disposed. */
  attach(error: unknown, services: AsyncDisposable): unknown;
  /** Whether `attach` has handed over the services. */
  readonly handedOver: boolean;
}

export function createStepKeeper(input: Pick<BuildInput, 'keepFailed' | 'onFailedStep'>): StepKeeper {
  let held: { readonly step: FailedStep; readonly release: () => Promise<void> } | undefined;
  let handedOver = false;
  const onFailedStep: OnFailedStep = async (step, release) => {
    const answer = await input.onFailedStep?.(step, release);
    if (held !== undefined) return answer;
    held = { step, release };
    return 'keep';
  };
  return {
    look: input.keepFailed ? { onFailedStep } : {},
    attach(error, services) {
      if (held === undefined || !(error instanceof BuildError) || error.code !== 'STEP_FAILED') return error;
      const { step, release } = held;
      handedOver = true;
      const end = async (): Promise<void> => {
        await release();
        await services[Symbol.asyncDispose]();
      };
      let ended: Promise<void> | undefined;
      return withStep(error, { ...step, [Symbol.asyncDispose]: () => (ended ??= end()) });
    },
    get handedOver() {
      return handedOver;
    },
  };
}

function withStep(error: BuildError, step: KeptStep): BuildError {
  const { code, message, cause, hint, data, source, at, diagnostics } = error;
  const optional = { hint, source, at };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return new BuildError(code, message, { cause, data, diagnostics, step, ...given });
}
