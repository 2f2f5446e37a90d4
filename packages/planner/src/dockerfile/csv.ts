/** The fields of one CSV record: `a,"b,c"`, quotes doubled inside quotes. Undefined when quotes are out of place. */
export function splitCsv(text: string): readonly string[] | undefined {
  const fields: string[] = [];
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/gsy;
  for (let more = true; more; ) {
    const match = field.exec(text);
    if (!match) return undefined;
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    more = match[3] === ',';
  }
  return text === '' ? undefined : fields;
}
