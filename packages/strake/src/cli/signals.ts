/** Signals that end a command in order. */
export type Ending = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGTERM';

const ENDING: readonly Ending[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'];

/** Hears signals in the place of the process until the result is called. */
export type DivertSignals = <Name extends NodeJS.Signals>(
  names: readonly Name[],
  hear: (name: Name) => void,
) => () => void;

/** Takes the process's signals: what ends it goes to `end`, as long as nobody has diverted it. */
export function takeSignals(end: (name: Ending) => void): DivertSignals {
  let diverted: ReadonlySet<NodeJS.Signals> = new Set();
  for (const name of ENDING) process.on(name, () => diverted.has(name) || end(name));
  // They mean nothing here. Node would open a debugger, and the system would end the process on the spot.
  for (const name of ['SIGUSR1', 'SIGUSR2'] as const) process.on(name, () => {});
  return <Name extends NodeJS.Signals>(names: readonly Name[], hear: (name: Name) => void) => {
    const listeners = names.map((name) => [name, () => hear(name)] as const);
    diverted = new Set(names);
    for (const [name, listener] of listeners) process.on(name, listener);
    return () => {
      diverted = new Set();
      for (const [name, listener] of listeners) process.off(name, listener);
    };
  };
}
