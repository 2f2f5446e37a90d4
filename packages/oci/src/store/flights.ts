import { untilAborted } from '@strake/core';

/** Work in progress by name: whoever wants the same thing meanwhile waits for it instead of doing it again. */
export interface Flights {
  /**
   * Runs `work`, or joins the run of that name. A caller that aborts leaves with its reason; the work is aborted when the
   * last one has left.
   */
  run<T>(name: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight {
  readonly result: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
}

export function createFlights(): Flights {
  const flights = new Map<string, Flight>();
  return {
    run: async <T>(name: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>) => {
      signal?.throwIfAborted();
      const flight = flights.get(name) ?? start(flights, name, work);
      flight.waiting += 1;
      try {
        return (await untilAborted(flight.result, signal)) as T;
      } finally {
        flight.waiting -= 1;
        if (flight.waiting === 0) land(flights, name, flight);
      }
    },
  };
}

function start<T>(flights: Map<string, Flight>, name: string, work: (signal: AbortSignal) => Promise<T>): Flight {
  const controller = new AbortController();
  const flight: Flight = { result: work(controller.signal), controller, waiting: 0 };
  flights.set(name, flight);
  return flight;
}

/** Nobody waits any more: the work ends if it has not, and the next caller starts anew. */
function land(flights: Map<string, Flight>, name: string, flight: Flight): void {
  if (flights.get(name) === flight) flights.delete(name);
  flight.controller.abort();
  flight.result.catch(() => undefined);
}
