/** Fragments that mean something in a Dockerfile. */
export const FRAGMENTS: readonly string[] = [
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\\\n',
  '`\n',
  '\\ \t\n',
  '\\\\\n',
  '\\',
  '`',
  '"',
  "'",
  '=',
  '$',
  '${',
  '}',
  '${a:-b}',
  '${a#',
  '<<',
  '<<EOF',
  '<<-EOF',
  '<<"EOF"',
  "<<'E F'",
  '3<<EOF',
  '\nEOF\n',
  '\n\tEOF\n',
  '#',
  '\n# c\n',
  '\n  # c\n',
  '\n#\n',
  '\n\n',
  '[',
  ']',
  '["a"]',
  '["a" , "b\\n"]',
  '["a",1]',
  '["\\ud800"]',
  '--',
  '--from=x',
  '--link=x',
  '--mount=type=cache,target=/x',
  '--mount=a"b',
  '--mount=from=$x',
  "--x='a b'",
  '--é=à',
  '\u00a0',
  '\u0085',
  '\u2028',
  'é',
  '𝒳',
  '\ufeff',
  '\0',
  '\v',
  'FROM a AS b',
  'RUN x',
  'COPY a b',
  'ADD ',
  'ENV a=b',
  'ENV k v',
  'LABEL "a"=b ',
  'ARG A=1 B',
  'ONBUILD RUN x',
  'ONBUILD ONBUILD',
  'ONBUILD COPY <<E ',
  'HEALTHCHECK CMD x',
  'HEALTHCHECK NONE',
  'SHELL ["a"]',
  'VOLUME ["a"]',
  'EXPOSE 80',
  'USER a',
  'WORKDIR /',
  'STOPSIGNAL 9',
  'MAINTAINER a',
  'FOO x',
  '# escape=`\n',
  '# syntax=a\n',
  '# check=skip=all\n',
];

/** A source of pseudo-random numbers in [0, 1) that gives the same ones for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A text with a few random changes: parts dropped, fragments put in, cut off, or taken from another text. */
export function mutate(text: string, others: readonly string[], random: () => number): string {
  const below = (n: number): number => Math.floor(random() * n);
  let result = text;
  for (let count = 1 + below(4); count > 0; count--) {
    const from = below(result.length + 1);
    const to = Math.min(result.length, from + below(12));
    const other = others[below(others.length)] ?? '';
    const cut = below(other.length + 1);
    const middle = ['', FRAGMENTS[below(FRAGMENTS.length)] ?? '', other.slice(cut, cut + below(60))][below(3)];
    result = below(12) === 0 ? result.slice(0, from) : result.slice(0, from) + (middle ?? '') + result.slice(to);
  }
  return result;
}
