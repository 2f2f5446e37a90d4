/** The outcome of reading text that a user wrote: bad input is a value, never an exception. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `message` names the text and what is wrong with it. */
  | { readonly ok: false; readonly message: string };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
