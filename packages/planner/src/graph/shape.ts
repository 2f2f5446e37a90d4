/** Says what is wrong with a value, `undefined` when nothing is. `path` tells where the value stands. */
export type Shape = (value: unknown, path: string) => string | undefined;

export function fits(test: (value: unknown) => boolean, wanted: string): Shape {
  return (value, path) => (test(value) ? undefined : `${path}: expected ${wanted}`);
}

export const string: Shape = fits((value) => typeof value === 'string', 'a text');
export const boolean: Shape = fits((value) => typeof value === 'boolean', 'true or false');
export const integer: Shape = fits((value) => Number.isSafeInteger(value), 'an integer');
export const natural: Shape = fits(
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'an integer from 0 on',
);
export const absolutePath: Shape = fits(
  (value) => typeof value === 'string' && /^\/[^\0]*$/.test(value),
  'an absolute path',
);
export const anyObject: Shape = fits(isObject, 'an object');

export function literal(...values: readonly (string | boolean)[]): Shape {
  return fits((value) => values.some((wanted) => wanted === value), values.join(' or '));
}

export function either(first: Shape, second: Shape): Shape {
  return (value, path) => (first(value, path) === undefined ? undefined : second(value, path));
}

export function list(element: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: expected a list`;
    return firstProblem(value, (item, index) => element(item, `${path}[${index}]`));
  };
}

/** An object with these fields and no others. */
export function record(required: Fields, optional: Fields = {}): Shape {
  const known = new Set([...Object.keys(required), ...Object.keys(optional)]);
  return (value, path) => {
    if (!isObject(value)) return `${path}: expected an object`;
    const unknown = Object.keys(value).find((name) => !known.has(name));
    if (unknown !== undefined) return `${path}.${unknown}: unknown field`;
    const present = Object.entries(optional).filter(([name]) => value[name] !== undefined);
    return firstProblem([...Object.entries(required), ...present], ([name, shape]) =>
      shape(value[name], `${path}.${name}`),
    );
  };
}

/** One of several objects, told apart by the text in field `tag`. */
export function variant(tag: string, shapes: Fields): Shape {
  return (value, path) => {
    const name = isObject(value) ? value[tag] : undefined;
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    return shape ? shape(value, path) : `${path}.${tag}: expected ${Object.keys(shapes).join(' or ')}`;
  };
}

export type Fields = Readonly<Record<string, Shape>>;

function firstProblem<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
