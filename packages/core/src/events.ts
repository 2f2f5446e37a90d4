/** Receives events as they happen. Must not throw; called synchronously. */
export type EventSink<E> = (event: E) => void;
