import type { Variable } from './variables.ts';

/** The variables that an instruction sees, by name. */
export interface Variables {
  get(name: string): Variable | undefined;
  has(name: string): boolean;
  /** In the order in which their names first appear. */
  values(): Iterable<Variable>;
}

// A name is looked for in as many maps; then all are put into one.
const DEEPEST = 32;

/**
 * Variables of one place on top of those of another. A file may set thousands one by one, and every instruction keeps what
 * it sees: each holds only what it adds.
 */
export class Scope implements Variables {
  readonly #below: Scope | undefined;
  readonly #own: Map<string, Variable>;
  readonly #depth: number;

  constructor(below?: Scope) {
    const isDeep = below !== undefined && below.#depth >= DEEPEST;
    this.#below = isDeep ? undefined : below;
    this.#own = isDeep ? below.#all() : new Map();
    this.#depth = isDeep || below === undefined ? 0 : below.#depth + 1;
  }

  get(name: string): Variable | undefined {
    return this.#own.get(name) ?? this.#below?.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  values(): Iterable<Variable> {
    return this.#all().values();
  }

  /** Only while it is being made. */
  set(name: string, variable: Variable): void {
    this.#own.set(name, variable);
  }

  #all(): Map<string, Variable> {
    const all = this.#below === undefined ? new Map<string, Variable>() : this.#below.#all();
    for (const [name, variable] of this.#own) all.set(name, variable);
    return all;
  }
}
