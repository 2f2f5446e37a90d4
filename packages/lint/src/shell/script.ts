import { type Command, forEachChild, parse, type Pipeline, type SyntaxNode, type Word } from 'unbash';

/** A word of a command. `value` has quotes and escapes resolved; expansions stay as written. */
export interface ShellWord {
  readonly value: string;
  /** Offsets into the source file. */
  readonly start: number;
  readonly end: number;
  /** Any quoting in it. */
  readonly quoted: boolean;
}

/** `name args...`, wherever it stands: in a list, a pipe, a condition, a substitution. */
export interface ShellCommand {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly nameWord: ShellWord;
  readonly args: readonly ShellWord[];
  /** Variables set for this command alone. */
  readonly assignments: readonly string[];
  /** Files that its output goes to. */
  readonly outputs: readonly string[];
  /** Number of the subshell it runs in; 0 is the script's own. */
  readonly subshell: number;
}

export interface ShellPipe {
  readonly start: number;
  readonly end: number;
}

/** The shell of one RUN. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly pipes: readonly ShellPipe[];
  /** Number of commands joined by `&&`, `||`, `;` or line breaks. */
  readonly length: number;
  /** The shell's own parse found faults; what is here is a best effort. */
  readonly isBroken: boolean;
}

export const EMPTY_SCRIPT: ShellScript = { commands: [], pipes: [], length: 0, isBroken: false };

/** Longer scripts, which nobody writes, are not looked into. */
const LIMIT = 1_000_000;

/** Parses shell text; `at` leads from its offsets to those of the file. Never throws. */
export function parseScript(text: string, at: (offset: number) => number): ShellScript {
  if (text.length > LIMIT) return { ...EMPTY_SCRIPT, isBroken: true };
  // Words are parts of the text that is parsed: of a copy, as V8 keeps all of a file for a part of it.
  const ast = parse(` ${text}`.slice(1));
  const collector = new Collector(text, at);
  collector.walk(ast, 0);
  return {
    commands: collector.commands,
    pipes: collector.pipes,
    length: collector.length,
    isBroken: (ast.errors?.length ?? 0) > 0,
  };
}

class Collector {
  readonly commands: ShellCommand[] = [];
  readonly pipes: ShellPipe[] = [];
  length = 0;
  #subshells = 0;
  readonly #text: string;
  readonly #at: (offset: number) => number;

  constructor(text: string, at: (offset: number) => number) {
    this.#text = text;
    this.#at = at;
  }

  walk(node: SyntaxNode, subshell: number, depth = 0): void {
    if (depth > 200) return;
    let inner = subshell;
    if (node.type === 'Command') this.#command(node, subshell);
    else if (node.type === 'Pipeline' && node.commands.length > 1) this.#pipe(node);
    else if (node.type === 'Subshell' || node.type === 'CommandExpansion') inner = ++this.#subshells;
    forEachChild(node, (child) => this.walk(child, inner, depth + 1));
  }

  #pipe(node: Pipeline): void {
    this.pipes.push({ start: this.#at(node.pos), end: this.#at(Math.max(node.pos, node.end - 1)) + 1 });
  }

  #command(node: Command, subshell: number): void {
    const { name } = node;
    if (name === undefined || name.value === '[') return;
    this.length++;
    this.commands.push({
      name: name.value.slice(name.value.startsWith('\\') ? 1 : 0),
      start: this.#at(node.pos),
      end: this.#end(node),
      nameWord: this.#word(name),
      args: node.args.map((arg) =>
        arg.type === 'Word' ? this.#word(arg) : { ...this.#span(arg), value: arg.text, quoted: false },
      ),
      assignments: node.prefix.flatMap((item) => (item.type === 'Assignment' ? [item.text] : [])),
      outputs: node.redirects.flatMap((item) =>
        item.type === 'Redirect' && item.operator.includes('>') && item.target !== undefined ? [item.target.value] : [],
      ),
      subshell,
    });
  }

  #word(word: Word): ShellWord {
    const quoted = word.text !== word.value;
    return { ...this.#span(word), value: word.value, quoted };
  }

  #span(node: { readonly pos: number; readonly end: number }): { readonly start: number; readonly end: number } {
    return { start: this.#at(node.pos), end: this.#end(node) };
  }

  #end(node: { readonly pos: number; readonly end: number }): number {
    let end = node.end;
    while (end > node.pos + 1 && /\s/.test(this.#text.charAt(end - 1))) end--;
    return this.#at(Math.max(node.pos, end - 1)) + 1;
  }
}
