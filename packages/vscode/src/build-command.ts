/** The command line that builds a stage of a Dockerfile with the directory of the file as context. */
export function buildCommand(file: string, stage: string, platform: string): string {
  const directory = file.replace(/[\\/][^\\/]*$/, '');
  const words = ['strake', 'build', '--target', stage, '--file', file, directory === '' ? '/' : directory];
  return words.map((word) => quoted(word, platform)).join(' ');
}

/** Names of files and stages come from whoever wrote them: no shell may see more in them than a word. */
function quoted(word: string, platform: string): string {
  if (/^[\w./:@-]+$/.test(word)) return word;
  // Control characters would be keys in a terminal.
  const plain = [...word].filter((char) => char >= ' ' && char !== '\u007F').join('');
  if (platform === 'win32') return `'${plain.replaceAll("'", "''")}'`;
  return `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}
