import type { BuildEvent } from '@strake/executor';

/** What an event is about, by name: a step, or an image that is looked up; empty for neither. */
export function stepOf(event: BuildEvent): string {
  if ('vertex' in event) return event.vertex;
  return 'ref' in event ? `${event.platform} ${event.ref}` : '';
}
