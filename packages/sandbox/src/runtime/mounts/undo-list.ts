/** What has been done for a command and must be undone after it. */
export interface UndoList {
  push(step: () => void): void;
  /** Undoes everything, what was done last first. Idempotent. */
  release(): void;
}

export function createUndoList(): UndoList {
  const steps: (() => void)[] = [];
  return {
    push: (step) => void steps.push(step),
    release: () => {
      for (const step of steps.splice(0).toReversed()) step();
    },
  };
}

/** What `prepare` makes. What it did before it failed is undone. */
export async function undoneOnFailure<T>(undo: UndoList, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    undo.release();
    throw error;
  }
}
