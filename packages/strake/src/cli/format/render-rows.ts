import { renderTable } from '../render/table.ts';
import { visible } from '../render/visible.ts';
import type { ByteOutput } from '../terminal.ts';
import { type Fields, parseTemplate } from './template.ts';

export const FORMAT_HELP = "json, or a template of Docker's with names of fields: '{{.Repository}}:{{.Tag}}'";

/**
 * A list as `--format` asks for it: `json` gives a line for each row, `table TEMPLATE` columns under `headers`, which tabs
 * part, and a template a line for each row. Throws `USAGE`.
 */
export function renderRows(
  format: string,
  rows: readonly Fields[],
  headers: Readonly<Record<string, string>>,
  stdout: Pick<ByteOutput, 'isTTY'>,
): string {
  if (format === 'json') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const [, table, text = ''] = /^(table\s+)?(.*)$/s.exec(format) ?? [];
  const template = parseTemplate(text.replaceAll('\\t', '\t').replaceAll('\\n', '\n'));
  // An unknown field is an error without rows, too.
  const header = template(headers);
  if (table) return renderTable([header, ...rows.map(template)].map((line) => line.split('\t')));
  return shown(rows.map((row) => `${template(row)}\n`).join(''), stdout);
}

/** What images say of themselves, made safe where people see it. */
export function shown(text: string, { isTTY }: Pick<ByteOutput, 'isTTY'>): string {
  return isTTY ? visible(text) : text;
}
