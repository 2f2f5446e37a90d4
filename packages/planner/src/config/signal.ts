/** Signals of Linux that Docker knows by name (moby/sys/signal). */
const NAMES: ReadonlySet<string> = new Set([
  ...(
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP ' +
    'TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
  ).split(' '),
  ...Array.from({ length: 15 }, (_, i) => `RTMIN+${i + 1}`),
  ...Array.from({ length: 14 }, (_, i) => `RTMAX-${i + 1}`),
]);

/** Whether STOPSIGNAL takes `text`: a number but 0, or a name with or without `SIG`, in any case. */
export function isSignal(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return Number(text) !== 0 && Number.isSafeInteger(Number(text));
  return NAMES.has(text.toUpperCase().replace(/^SIG/, ''));
}

/** All names, for "did you mean". */
export function signalNames(): Iterable<string> {
  return Array.from(NAMES, (name) => `SIG${name}`);
}
