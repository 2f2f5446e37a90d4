import { FileOpError } from './error.ts';

/** What --chmod makes of a mode: 0..0o7777 in, the same out. */
export type ModeChange = (mode: number, directory: boolean) => number;

const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;
const ALL = 0o6777;
const OTHERS = 0o007;
const EXECUTE = 0o111;

/** `mode` after a change such as `755`, `a+x` or `u=rwX,go=rX`. Throws `INVALID_MODE`. */
export function applyMode(mode: number, spec: string, directory: boolean): number {
  return modeChange(spec)(mode, directory);
}

/** The mode that octal digits say, or undefined for a symbolic mode. */
export function octalMode(spec: string): number | undefined {
  const mode = /^[0-7]+$/.test(spec) ? Number.parseInt(spec, 8) : 0o10000;
  return mode <= 0o7777 ? mode : undefined;
}

/**
 * The change that `spec` says: octal digits, or clauses of chmod(1) with umask 0, read as BSD's setmode(3) does: `X` looks
 * at the mode before all clauses, `=` leaves the sticky bit, copying a class (`g=u`) leaves setuid and setgid.
 */
export function modeChange(spec: string): ModeChange {
  const octal = octalMode(spec);
  if (octal !== undefined) return () => octal;
  const steps = spec.split(',').flatMap((clause) => parseClause(clause, spec));
  return (mode, directory) => steps.reduce((now, step) => step(now, mode, directory), mode);
}

/** One change: the mode as it is now, and as it was before all changes. */
type Step = (now: number, before: number, directory: boolean) => number;

const CLAUSE = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/;
const WHO: Readonly<Record<string, number>> = {
  u: SETUID | 0o700,
  g: SETGID | 0o070,
  o: OTHERS,
  a: ALL,
};

function parseClause(clause: string, spec: string): readonly Step[] {
  const [, who, actions] = CLAUSE.exec(clause) ?? [];
  if (who === undefined || actions === undefined) {
    throw new FileOpError('INVALID_MODE', `invalid chmod parameter: ${JSON.stringify(spec)}`, {
      hint: 'use octal digits between 0 and 07777, or a symbolic mode such as u=rwX,go=rX',
    });
  }
  const classes = Array.from(who).reduce((bits, letter) => bits | (WHO[letter] ?? 0), 0);
  return (actions.match(/[-+=][^-+=]*/g) ?? []).flatMap((action) => parseAction(classes, action));
}

interface Action {
  readonly operator: string;
  /** Bits that may change; 0 is all. Grows by the sticky bit when `t` is named. */
  classes: number;
  permissions: number;
  conditional: number;
  /** `=` has already cleared what it clears. */
  cleared: boolean;
  readonly steps: Step[];
}

const PERMISSIONS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: EXECUTE };

function parseAction(classes: number, text: string): readonly Step[] {
  const operator = text.charAt(0);
  const action: Action = { operator, classes, permissions: 0, conditional: 0, cleared: false, steps: [] };
  for (const letter of text.slice(1)) addLetter(action, letter);
  if (action.permissions !== 0 || (operator === '=' && !action.cleared)) flushPermissions(action);
  flushConditional(action);
  return action.steps;
}

function addLetter(action: Action, letter: string): void {
  const onlyOthers = action.classes !== 0 && (action.classes & ~OTHERS) === 0;
  if (letter === 's') {
    if (!onlyOthers) action.permissions |= SETUID | SETGID;
  } else if (letter === 't') {
    if (onlyOthers) return;
    action.classes |= STICKY;
    action.permissions |= STICKY;
  } else if (letter === 'X' && action.operator !== '-') {
    action.conditional = EXECUTE;
  } else if (letter === 'u' || letter === 'g' || letter === 'o') {
    if (action.permissions !== 0) flushPermissions(action);
    action.cleared = true;
    flushConditional(action);
    action.steps.push(copyClass(action, letter));
  } else {
    action.permissions |= PERMISSIONS[letter.toLowerCase()] ?? 0;
  }
}

function flushPermissions(action: Action): void {
  const { operator, classes, permissions, steps } = action;
  const bits = classes === 0 ? permissions : classes & permissions;
  const clear = operator === '=' ? classes || ALL : operator === '-' ? bits : 0;
  const set = operator === '-' ? 0 : bits;
  steps.push((now) => (now & ~clear) | set);
  action.permissions = 0;
}

function flushConditional(action: Action): void {
  const { classes, conditional, steps } = action;
  if (conditional === 0) return;
  const bits = classes === 0 ? conditional : classes & conditional;
  steps.push((now, before, directory) => (directory || (before & EXECUTE) !== 0 ? now | bits : now));
  action.conditional = 0;
}

const SHIFTS: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

/** `g=u`, `go+u`, `a-o`: the bits of one class for others. */
function copyClass({ operator, classes }: Action, from: string): Step {
  const targets = Object.values(SHIFTS).filter((shift) => classes === 0 || (classes & (0o4 << shift)) !== 0);
  const mask = (value: number): number => targets.reduce((all, shift) => all | (value << shift), 0);
  return (now) => {
    const bits = (now >> (SHIFTS[from] ?? 0)) & 0o7;
    if (operator === '-') return now & ~mask(bits);
    return (operator === '=' ? now & ~mask(0o7) : now) | mask(bits);
  };
}
