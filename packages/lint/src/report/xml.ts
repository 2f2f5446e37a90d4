const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text as it stands in an attribute; characters that XML cannot hold become `?`. */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '?')
    .replace(/[&<>"\n\t]/g, (char) => ENTITIES[char] ?? char);
}
