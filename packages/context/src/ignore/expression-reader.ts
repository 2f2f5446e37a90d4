/** An expression with a place in it. */
export interface ExpressionReader {
  done(): boolean;
  /** The code point that comes next; `''` at the end. */
  peek(): string;
  take(): string;
  /** Whether `text` comes next. */
  ahead(text: string): boolean;
  /** Takes `text` if it comes next. */
  skip(text: string): boolean;
  /** Takes the text up to `end`, and `end`; undefined, and nothing taken, when `end` does not come. */
  until(end: string): string | undefined;
  /** Takes all that is left. */
  rest(): string;
  /** Takes what a sticky expression matches here. */
  match(expression: RegExp): RegExpExecArray | undefined;
}

export function readExpression(source: string): ExpressionReader {
  let at = 0;
  const peek = (): string => (at < source.length ? String.fromCodePoint(source.codePointAt(at) ?? 0) : '');
  const ahead = (text: string): boolean => source.startsWith(text, at);
  return {
    done: () => at >= source.length,
    peek,
    take: () => {
      const point = peek();
      at += point.length;
      return point;
    },
    ahead,
    skip: (text) => {
      const found = ahead(text);
      if (found) at += text.length;
      return found;
    },
    until: (end) => {
      const found = source.indexOf(end, at);
      if (found < 0) return undefined;
      const text = source.slice(at, found);
      at = found + end.length;
      return text;
    },
    rest: () => {
      const text = source.slice(at);
      at = source.length;
      return text;
    },
    match: (expression) => {
      expression.lastIndex = at;
      const found = expression.exec(source);
      if (found) at = expression.lastIndex;
      return found ?? undefined;
    },
  };
}
