import { describe, expect, it } from 'vitest';
import { format, type FormatOptions } from '../../src/index.ts';

function check(before: string, after: string, options?: FormatOptions): void {
  expect(format(before, options)).toBe(after);
  expect(format(after, options)).toBe(after);
}

describe('format', () => {
  it.each<[what: string, before: string, after: string]>([
    ['keywords and blanks', '  from   a   as  b\nrun  x\n', 'FROM a AS b\nRUN x\n'],
    ['a missing last line break', 'FROM a', 'FROM a\n'],
    ['blanks at line ends', 'FROM a  \nRUN x \t\n# c  \n', 'FROM a\nRUN x\n# c\n'],
    ['empty lines', '\n\nFROM a\n\n\n\nRUN x\n\n\n', 'FROM a\n\nRUN x\n'],
    ['directives', '#  Syntax =  a  \n#escape=\\\nFROM a\n', '# syntax=a\n# escape=\\\nFROM a\n'],
    ['comments', '   # c\n#d\nFROM a\n', '# c\n#d\nFROM a\n'],
    [
      'the order of flags',
      'FROM a\nCOPY --chown=1 --exclude=x --from=b --exclude=y c d\n',
      'FROM a\nCOPY --from=b --chown=1 --exclude=x --exclude=y c d\n',
    ],
    [
      'mounts before modes',
      'FROM a\nRUN --network=none --mount=target=/b --mount=target=/a x\n',
      'FROM a\nRUN --mount=target=/b --mount=target=/a --network=none x\n',
    ],
    ['arguments on several lines', 'FROM a\nENV A=1 B=2 \\\n  C=3\n', 'FROM a\nENV A=1 \\\n    B=2 \\\n    C=3\n'],
    ['a first line without arguments', 'FROM a\nLABEL \\\n  a=b\n', 'FROM a\nLABEL \\\n    a=b\n'],
    [
      'flags on several lines',
      'FROM a\nRUN --mount=target=/a \\\n --mount=target=/b \\\n  x\n',
      'FROM a\nRUN --mount=target=/a \\\n    --mount=target=/b \\\n    x\n',
    ],
    ['a FROM on several lines', 'FROM a \\\n  AS b\n', 'FROM a AS b\n'],
    [
      'comments between arguments',
      'FROM a\nCOPY b \\\n# why\nc d\n',
      'FROM a\nCOPY b \\\n    # why\n    c \\\n    d\n',
    ],
    ['empty continuation lines', 'FROM a\nCOPY b \\\n\n c\n', 'FROM a\nCOPY b \\\n    c\n'],
    ['JSON arrays', 'FROM a\nCMD [ "b","c" ,"d\\n"]\n', 'FROM a\nCMD ["b", "c", "d\\n"]\n'],
    ['JSON arrays on several lines', 'FROM a\nCMD ["b", \\\n"c"]\n', 'FROM a\nCMD ["b", \\\n    "c"]\n'],
    ['health checks', 'FROM a\nhealthcheck  none\n', 'FROM a\nHEALTHCHECK NONE\n'],
    [
      'health checks with flags',
      'FROM a\nHEALTHCHECK --timeout=1s  --interval=2s  cmd  x\n',
      'FROM a\nHEALTHCHECK --interval=2s --timeout=1s CMD x\n',
    ],
    ['legacy pairs', 'FROM a\nENV  K    v  w\n', 'FROM a\nENV K v  w\n'],
    ['the end of flags', 'FROM a\nCOPY  --  --b c\n', 'FROM a\nCOPY -- --b c\n'],
  ])('tidies %s', (_, before, after) => check(before, after));

  it.each<[what: string, text: string]>([
    ['shell commands', 'FROM a\nRUN a   && \\\n      b \\\n  && "c   d"\n'],
    ['values over several lines', 'FROM a\nENV A="x \\\n   y"\n'],
    ['heredoc bodies', 'FROM a\nRUN <<EOF\n\n\n  x  \n\tEOF\nEOF\n'],
    ['an unterminated heredoc', 'FROM a\nRUN <<EOF\nx'],
    ['invalid lines', 'FROM a\n  FOO   bar  \ncopy   one\n'],
    ['what ONBUILD stores', 'FROM a\nONBUILD   run   x  \n'],
    ['a comment that would become a directive', '\n# escape=`\nFROM a\n'],
    ['indented comments that mean something else', 'FROM a\n  # check=skip=all\n  #\nRUN x\n'],
    ['words that look like a broken array', 'FROM a\nCOPY ["a\tb",  "c"]\n'],
    ['a byte order mark', '\ufeff# syntax=a\nFROM a\n'],
    ['carriage returns', 'FROM a\r\nENV A=1 \\\r\n    B=2\r\n'],
    ['a backtick as escape', '# escape=`\nFROM a\nCOPY b `\n    C:\\\n'],
    ['an argument that begins with a hash', 'FROM a\nCOPY a #b \\\n    c\n'],
  ])('leaves alone %s', (_, text) => check(text, text));

  it('has few options', () => {
    check('FROM a\n\n\n\nENV A=1 \\\nB=2\n', 'from a\nenv A=1 \\\n  B=2\n', {
      keywordCase: 'lower',
      indent: 2,
      blankLines: 0,
    });
    check('From a\nRUN x\n', 'From a\nRUN x\n', { keywordCase: 'keep' });
  });
});
