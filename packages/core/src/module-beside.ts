/** The module `name` beside the module `base` (its URL): TypeScript in the checkout, JavaScript in the package. */
export function moduleBeside(name: string, base: string): URL {
  return new URL(`./${name}${base.endsWith('.ts') ? '.ts' : '.js'}`, base);
}
