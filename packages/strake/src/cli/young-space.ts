/**
 * What is short-lived stays in the space that it has by now: V8 would let that grow to 100 MB in builds of many files, which
 * makes them no faster. While code is loaded it does: that is the time to let it grow.
 */
export function keepYoungSpace(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * What is made from now on is collected early: V8 would keep as much garbage of builds of many files as they need. That
 * takes them no longer.
 */
export function collectEarly(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--optimize-for-size');
}
