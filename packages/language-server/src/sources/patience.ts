/** Milliseconds that what is shown without being asked for, beside the text, waits for a registry. Later answers refresh it. */
export const BESIDE = 150;

/** Milliseconds that somebody who asked and looks on waits. */
export const ASKED = 2500;

/** A signal for a source: aborted with the request, or when its user has waited long enough. */
export function patient(signal: AbortSignal, patience: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(patience)]);
}
