/**
 * What is short-lived stays in the space that it has by now: V8 would let that grow to 100 MB in builds of many files, which
 * makes them no faster. While code is loaded it does: that is the time to let it grow.
 */
export function keepYoungSpace(): void {
  setUntilExit('--semi-space-growth-factor=1', '--semi-space-growth-factor=2');
}

/**
 * What is made from now on is collected early: V8 would keep as much garbage of builds of many files as they need. That
 * takes them no longer.
 */
export function collectEarly(): void {
  setUntilExit('--optimize-for-size', '--no-optimize-for-size');
}

/** Compiled code that is kept at the exit counts only for the flags that are in force then: they must be the usual ones. */
function setUntilExit(flag: string, usual: string): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(flag);
  process.prependOnceListener('exit', () => setFlagsFromString(usual));
}
