import { matchDirective } from './directives.ts';

/** What a file asks to be built with. */
export interface SyntaxDirective {
  /** The frontend image: the first word. */
  readonly ref: string;
  /** The whole value: the image and what follows it. */
  readonly commandLine: string;
  /** Zero-based. */
  readonly line: number;
}

/**
 * Finds the `syntax` of any file a builder may be handed, Dockerfile or not: `# syntax=`, else `// syntax=`, else a JSON
 * object with that key. A first line `#!` is skipped.
 */
export function detectSyntax(text: string): SyntaxDirective | undefined {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const hasShebang = plain.startsWith('#!');
  const lineBreak = plain.indexOf('\n');
  const rest = !hasShebang ? plain : lineBreak < 0 ? '' : plain.slice(lineBreak + 1);
  const line = hasShebang ? 1 : 0;
  return inComments(rest, '#', line) ?? inComments(rest, '//', line) ?? inJson(rest, line);
}

function inComments(text: string, sign: string, firstLine: number): SyntaxDirective | undefined {
  const seen = new Set<string>();
  for (let start = 0, line = firstLine; start < text.length; line++) {
    const found = text.indexOf('\n', start);
    const lineBreak = found < 0 ? text.length : found;
    const end = text.charAt(lineBreak - 1) === '\r' && lineBreak > start ? lineBreak - 1 : lineBreak;
    const match = text.startsWith(sign, start) ? matchDirective(text, start + sign.length, end) : undefined;
    if (match === undefined || !KNOWN.has(match.name) || seen.has(match.name)) return undefined;
    if (match.name === 'syntax') return directive(match.value, line);
    seen.add(match.name);
    start = lineBreak + 1;
  }
  return undefined;
}

const KNOWN: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

function inJson(text: string, line: number): SyntaxDirective | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const syntax = typeof value === 'object' && value !== null && 'syntax' in value ? value.syntax : undefined;
    return typeof syntax === 'string' ? { ref: syntax, commandLine: syntax, line } : undefined;
  } catch {
    return undefined;
  }
}

function directive(value: string, line: number): SyntaxDirective {
  const space = value.indexOf(' ');
  return { ref: space < 0 ? value : value.slice(0, space), commandLine: value, line };
}
