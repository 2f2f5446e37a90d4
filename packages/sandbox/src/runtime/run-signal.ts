/** Signals (signal(7)) that are passed on to a command: those with which `docker run` does so, and people mean something. */
export const RUN_SIGNALS = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
] as const;

export type RunSignal = (typeof RUN_SIGNALS)[number];
