import type { Line } from './listing.ts';

const FLAGS: Readonly<Record<string, string>> = { f: '0', h: '1', l: '2', c: '3', b: '4', d: '5', p: '6' };

/** A tar of the lines, in their order, names exactly as given (directories get their slash). */
export function tarBytes(lines: readonly Line[]): Uint8Array {
  return Buffer.concat([...lines.flatMap(member), Buffer.alloc(1024)]);
}

function member(line: Line): Uint8Array[] {
  const records = pax(line);
  const name = line.type === 'd' ? `${line.path}/` : line.path;
  const data = line.content ?? new Uint8Array();
  const head = header(name, FLAGS[line.type] ?? '0', line, data.length);
  const before = records.length ? [header('pax', 'x', { ...line, mode: 0o644 }, records.length), padded(records)] : [];
  return [...before, head, padded(data)];
}

function pax(line: Line): Uint8Array {
  const records: Record<string, string> = {};
  if (line.mtimeNs) records.mtime = `${line.mtime}.${String(line.mtimeNs).padStart(9, '0')}`;
  if (Buffer.byteLength(line.path) > 99) records.path = line.path;
  for (const [name, value] of Object.entries(line.xattrs ?? {})) records[`SCHILY.xattr.${name}`] = value;
  return Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
}

function record(key: string, value: string): Uint8Array {
  const binary = key.startsWith('SCHILY');
  const body = Buffer.concat([
    Buffer.from(` ${key}=`),
    Buffer.from(value, binary ? 'latin1' : 'utf8'),
    Buffer.from('\n'),
  ]);
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return Buffer.concat([Buffer.from(String(length)), body]);
}

function header(name: string, flag: string, line: Line, size: number): Uint8Array {
  const block = Buffer.alloc(512);
  const octal = (at: number, width: number, value: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  Buffer.from(name).copy(block, 0, 0, 100);
  octal(100, 8, line.mode);
  octal(108, 8, line.uid);
  octal(116, 8, line.gid);
  octal(124, 12, size);
  octal(136, 12, line.mtime);
  block.write('        ', 148, 'latin1');
  block.write(flag, 156, 'latin1');
  if (flag !== 'x') block.write(line.target ?? '', 157, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  octal(329, 8, line.device?.[0] ?? 0);
  octal(337, 8, line.device?.[1] ?? 0);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return block;
}

function padded(data: Uint8Array): Uint8Array {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
