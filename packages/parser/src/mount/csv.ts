/** One field of a CSV record and its place in the text. */
export interface CsvField {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Places of the field without its quotes. */
  readonly textStart: number;
  readonly textEnd: number;
}

/** Fields of one CSV record, or the message of Go's reader. */
export function parseCsv(text: string): readonly CsvField[] | { readonly fault: string } {
  const line = text.endsWith('\r\n') ? text.slice(0, -2) : text.endsWith('\n') ? text.slice(0, -1) : text;
  if (line === '') return { fault: 'EOF' };
  const fields: CsvField[] = [];
  let i = 0;
  for (;;) {
    const field = line.charCodeAt(i) === 0x22 ? quotedField(line, i) : plainField(line, i);
    if ('fault' in field) return field;
    fields.push(field);
    if (field.end >= line.length) return fields;
    i = field.end + 1;
  }
}

function plainField(line: string, start: number): CsvField | { readonly fault: string } {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  const text = line.slice(start, end);
  const quote = text.indexOf('"');
  return quote < 0
    ? { text, start, end, textStart: start, textEnd: end }
    : parseError(line, start + quote, 'bare " in non-quoted-field');
}

function quotedField(line: string, start: number): CsvField | { readonly fault: string } {
  let text = '';
  let i = start + 1;
  for (;;) {
    const quote = line.indexOf('"', i);
    if (quote < 0) return parseError(line, i, 'extraneous or missing " in quoted-field');
    text += line.slice(i, quote);
    i = quote + 1;
    if (i === line.length || line.charAt(i) === ',')
      return { text, start, end: i, textStart: start + 1, textEnd: quote };
    if (line.charAt(i) !== '"') return parseError(line, quote, 'extraneous or missing " in quoted-field');
    text += '"';
    i++;
  }
}

/** Columns count UTF-8 bytes from one. */
function parseError(line: string, at: number, what: string): { readonly fault: string } {
  const bytes = new TextEncoder().encode(line.slice(0, at)).length;
  return { fault: `parse error on line 1, column ${bytes + 1}: ${what}` };
}
