/** Text as inline code, whatever is in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text.replace(/\s+/g, ' ')}${pad}${fence}`;
}

/** Lines of a Dockerfile as a block of code. */
export function fenced(text: string): string {
  return `\`\`\`dockerfile\n${text.replaceAll('```', "'''")}\n\`\`\``;
}
