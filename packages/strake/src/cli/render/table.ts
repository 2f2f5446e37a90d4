import { visible } from './visible.ts';

/** Lines of cells in columns, as wide as their longest cell, two blanks apart; the last column is not padded. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => visible(cell).replaceAll('\n', ' ')));
  const widths = (clean[0] ?? []).map((_, i) => Math.max(...clean.map((row) => row[i]?.length ?? 0)));
  return clean
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`)
    .join('');
}
