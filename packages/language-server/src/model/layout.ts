import { expand, type FromNode, type Instruction, type ParseResult } from '@strake/parser';

/** A stage: FROM and what follows up to the next one. */
export interface Stage {
  readonly index: number;
  /** In lower case; undefined without AS. */
  readonly name: string | undefined;
  readonly from: FromNode;
  /** The image with the defaults of the global ARGs filled in. */
  readonly image: string;
  /** The stage that this one continues. */
  readonly base: Stage | undefined;
  /** All of it, FROM first. */
  readonly instructions: readonly Instruction[];
  readonly start: number;
  readonly end: number;
}

export interface Layout {
  /** What stands before the first FROM. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
}

/** Cuts a file into its stages. */
export function layoutOf({ ast }: ParseResult): Layout {
  const starts = ast.instructions.flatMap((node, index) => (node.kind === 'from' ? [index] : []));
  const globals = ast.instructions.slice(0, starts[0] ?? ast.instructions.length);
  const defaults = globalDefaults(globals, ast.escape);
  const stages: Stage[] = [];
  for (const [index, at] of starts.entries()) {
    const instructions = ast.instructions.slice(at, starts[index + 1] ?? ast.instructions.length);
    const from = instructions[0];
    if (from?.kind === 'from') stages.push(stageOf(from, instructions, stages, { defaults, escape: ast.escape }));
  }
  return { globals, stages };
}

/** The stage that an offset is in; undefined before the first FROM. */
export function stageAt({ stages }: Layout, offset: number): Stage | undefined {
  return stages.findLast(({ start }) => start <= offset);
}

/** The stage of a name, or of an index, as `--from` finds it. */
export function stageNamed({ stages }: Layout, name: string): Stage | undefined {
  const lower = name.toLowerCase();
  return stages.findLast((stage) => stage.name === lower) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
}

interface Setting {
  readonly defaults: ReadonlyMap<string, string>;
  readonly escape: '\\' | '`';
}

function stageOf(
  from: FromNode,
  instructions: readonly Instruction[],
  earlier: readonly Stage[],
  { defaults, escape }: Setting,
): Stage {
  const image = expand(from.image.text, defaults, { escape }).value;
  const lower = image.toLowerCase();
  return {
    index: earlier.length,
    name: from.alias?.text.toLowerCase(),
    from,
    image,
    base: earlier.findLast(({ name }) => name === lower),
    instructions,
    start: from.start,
    end: instructions.at(-1)?.end ?? from.end,
  };
}

function globalDefaults(globals: readonly Instruction[], escape: '\\' | '`'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { key, value } of globals.flatMap((node) => (node.kind === 'arg' ? node.declarations : [])))
    if (value !== undefined) values.set(key.text, expand(value.text, values, { escape }).value);
  return values;
}
