/**
 * What is short-lived stays in the space that it has by now: V8 would let that grow to 100 MB in builds of many files, which
 * makes them no faster. While code is loaded it does: that is the time to let it grow.
 */
export function keepYoungSpace(): void {
  setFlag('--semi-space-growth-factor=1', '--semi-space-growth-factor=2');
}

/**
 * What is made from now on is collected early: V8 would keep as much garbage of builds of many files as they need. That
 * takes them no longer.
 */
export function collectEarly(): void {
  unset(NOT_YET);
  // V8 12 takes the second for part of the first.
  setFlag('--optimize-for-size', '--no-optimize-for-size --max-semi-space-size=0');
}

const NOT_YET = '--no-incremental-marking';

/**
 * Until `collectEarly`, what is old is not looked through for garbage. V8 begins with that when all code is loaded, and takes a
 * tenth of the time for it that a small build has.
 */
export function collectLate(): void {
  setFlag(NOT_YET, '--incremental-marking');
}

/** By what they are now, what flags usually are: `bin/kept-code.js` compiles code with those, and V8 takes it with no others. */
const FLAGS = Symbol.for('strake.flags');
const changed: Map<string, string> = ((globalThis as { [FLAGS]?: Map<string, string> })[FLAGS] ??= new Map());

function setFlag(flag: string, usual: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flag);
  changed.set(flag, usual);
}

function unset(flag: string): void {
  const usual = changed.get(flag);
  if (usual === undefined) return;
  process.getBuiltinModule('node:v8').setFlagsFromString(usual);
  changed.delete(flag);
}
