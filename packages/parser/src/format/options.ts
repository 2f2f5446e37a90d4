/** How `format` writes. There is little to choose on purpose. */
export interface FormatOptions {
  /** Case of keywords, `AS` and `CMD`; `upper` unless given. */
  readonly keywordCase?: 'upper' | 'lower' | 'keep';
  /** Blanks in front of continued arguments; 4 unless given. */
  readonly indent?: number;
  /** Most empty lines in a row; 1 unless given. */
  readonly blankLines?: number;
}

/** Options with all defaults filled in, and the file's own line break and escape character. */
export interface Style {
  readonly keywordCase: 'upper' | 'lower' | 'keep';
  readonly indent: string;
  readonly blankLines: number;
  readonly newline: '\n' | '\r\n';
  readonly escape: '\\' | '`';
}

/** A keyword in the wanted case. */
export function cased(keyword: string, style: Style): string {
  if (style.keywordCase === 'keep') return keyword;
  return style.keywordCase === 'upper' ? keyword.toUpperCase() : keyword.toLowerCase();
}
