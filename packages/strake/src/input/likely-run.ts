/** Whether a Dockerfile runs commands, as far as its text tells before it is parsed. A guess: a heredoc may hold any line. */
export function likelyRun(text: string): boolean {
  return /^[ \t]*RUN\s/im.test(text);
}
