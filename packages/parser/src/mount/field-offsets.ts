import type { Instruction, MountField, MountOption } from '../ast/nodes.ts';
import { instructionAt } from '../ast/instruction-at.ts';
import { type ValueOffsets, valueOffsets } from '../ast/value-offsets.ts';
import type { ParseResult } from '../parse-result.ts';
import { type CsvField, parseCsv } from './csv.ts';

/** Places of the characters of a mount field's value, which is part of a flag's value and of a CSV record in it. */
export function fieldOffsets({ text, ast }: ParseResult, field: MountField): ValueOffsets {
  const mount = mountsOf(instructionAt(ast.instructions, field.start)).find(({ fields }) => fields.includes(field));
  const record = mount === undefined ? [] : parseCsv(mount.flag.value ?? '');
  const written = mount === undefined || 'fault' in record ? undefined : record[mount.fields.indexOf(field)];
  if (mount === undefined || written === undefined) return () => field.valueStart;
  const at = valueOffsets({ text, escape: ast.escape }, mount.flag);
  const places = placesIn(mount.flag.value ?? '', written);
  const shift = field.written.length - (field.value?.length ?? 0);
  return (offset) => at(places[shift + offset] ?? written.textEnd);
}

/** Where each character of a CSV field stands in its record: within quotes a quote is doubled. */
function placesIn(record: string, { start, textStart, textEnd }: CsvField): readonly number[] {
  const isQuoted = textStart > start;
  const places: number[] = [];
  for (let i = textStart; i < textEnd; i++) {
    places.push(i);
    if (isQuoted && record.charAt(i) === '"') i++;
  }
  return places;
}

function mountsOf(node: Instruction | undefined): readonly MountOption[] {
  const run = node?.kind === 'onbuild' ? node.trigger : node;
  return run?.kind === 'run' ? run.mounts : [];
}
