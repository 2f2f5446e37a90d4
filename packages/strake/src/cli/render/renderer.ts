import type { BuildEvent } from '@strake/executor';

/** Shows a build's events as they come. `close` leaves the terminal as it was found, whatever happened. */
export interface Renderer {
  event(event: BuildEvent): void;
  close(): void;
}

/** Shows nothing. */
export const quietRenderer: Renderer = { event() {}, close() {} };
