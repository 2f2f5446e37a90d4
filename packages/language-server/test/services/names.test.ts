import { describe, expect, test } from 'vitest';
import { findDefinition } from '../../src/services/definition.ts';
import { linkedEditingRanges } from '../../src/services/linked-editing.ts';
import { findHighlights, findReferences } from '../../src/services/references.ts';
import { prepareRename, rename } from '../../src/services/rename.ts';
import { fakeSources } from '../support/fake-sources.ts';
import { edited, marked, withRanges } from '../support/marked.ts';

describe('references', () => {
  const check = ({ text, found }: { text: string; found: string }): void => {
    const { state, offset } = marked(text);
    const references = findReferences(state, offset);
    expect(
      withRanges(
        state,
        references.map(({ range }) => range),
      ),
    ).toBe(found);
    expect(findHighlights(state, offset).map(({ range }) => range)).toEqual(references.map(({ range }) => range));
  };
  test.each([
    {
      name: 'of a stage: FROM, COPY, mount, in any case',
      text: 'FROM a AS ba|se\nFROM Base AS next\nCOPY --from=base a b\nRUN --mount=from=BASE,target=/x ls\n',
      found: 'FROM a AS [base]\nFROM [Base] AS next\nCOPY --from=[base] a b\nRUN --mount=from=[BASE],target=/x ls\n',
    },
    {
      name: 'of a stage by its index too',
      text: 'FROM a AS base\nFROM b\nCOPY --from=|0 a b\n',
      found: 'FROM a AS [base]\nFROM b\nCOPY --from=[0] a b\n',
    },
    {
      name: 'of an ARG over all stages and in the shell',
      text: 'ARG |V=1\nFROM a:$V AS b\nARG V\nRUN echo ${V} && V=2; echo $V\nFROM b\nRUN echo "$V"\n',
      found: 'ARG [V]=1\nFROM a:$[V] AS b\nARG [V]\nRUN echo ${[V]} && V=2; echo $V\nFROM b\nRUN echo "$[V]"\n',
    },
    {
      name: 'of an ENV through the stages that continue its stage, not in others',
      text: 'FROM a AS b\nENV |K=1\nENV K=$K:2\nFROM c\nRUN echo $K\nFROM b\nWORKDIR /$K\n',
      found: 'FROM a AS b\nENV [K]=1\nENV [K]=$[K]:2\nFROM c\nRUN echo $K\nFROM b\nWORKDIR /$[K]\n',
    },
    {
      name: 'of an ENV, apart from the ARG of its name',
      text: 'FROM a\nARG X\nENV |X=$X\nRUN echo $X\n',
      found: 'FROM a\nARG X\nENV [X]=$X\nRUN echo $[X]\n',
    },
    {
      name: 'in heredocs',
      text: 'FROM a\nARG |X=1\nRUN <<EOF\necho $X\nEOF\nCOPY <<F /f\nis ${X:-y}\nF\n',
      found: 'FROM a\nARG [X]=1\nRUN <<EOF\necho $[X]\nEOF\nCOPY <<F /f\nis ${[X]:-y}\nF\n',
    },
    {
      name: 'not in what the shell quotes or another shell runs',
      text: 'FROM a\nARG |X=1\nRUN echo \'$X\' \\$X\nSHELL ["powershell"]\nRUN echo $X\n',
      found: 'FROM a\nARG [X]=1\nRUN echo \'$X\' \\$X\nSHELL ["powershell"]\nRUN echo $X\n',
    },
    {
      name: 'of a named context or image',
      text: 'FROM a\nCOPY --from=|ctx a b\nRUN --mount=from=ctx,target=/x ls\n',
      found: 'FROM a\nCOPY --from=[ctx] a b\nRUN --mount=from=[ctx],target=/x ls\n',
    },
    {
      name: 'over continued lines with comments',
      text: 'FROM a\nARG |X=1\nRUN a \\\n# $X is not here\n  $X \\\n\n  b$X\n',
      found: 'FROM a\nARG [X]=1\nRUN a \\\n# $X is not here\n  $[X] \\\n\n  b$[X]\n',
    },
  ])('$name', check);
});

describe('rename', () => {
  const check = ({ text, to, after }: { text: string; to: string; after: string }): void => {
    const { state, offset } = marked(text);
    const edits = rename(state, offset, to);
    if ('problem' in edits) throw new Error(edits.problem);
    expect(edited(state, edits)).toBe(after);
  };
  test.each([
    {
      name: 'a stage',
      text: 'FROM a AS base\nFROM ba|se\nCOPY --from=base a b\nCOPY --from=0 a b\nRUN --mount=from=base,target=/x ls\n',
      to: 'first',
      after:
        'FROM a AS first\nFROM first\nCOPY --from=first a b\nCOPY --from=0 a b\nRUN --mount=from=first,target=/x ls\n',
    },
    {
      name: 'an ARG',
      text: 'ARG V=1\nFROM a:${|V:-2} AS b\nARG V\nENV W=$V\nFROM b\nRUN echo $V ${V}x\n',
      to: 'VERSION',
      after:
        'ARG VERSION=1\nFROM a:${VERSION:-2} AS b\nARG VERSION\nENV W=$VERSION\nFROM b\nRUN echo $VERSION ${VERSION}x\n',
    },
    {
      name: 'over a surrogate pair and CRLF',
      text: 'FROM a\r\nARG N=😀\r\nENV E="😀$|N" F=$N\r\n',
      to: 'M',
      after: 'FROM a\r\nARG M=😀\r\nENV E="😀$M" F=$M\r\n',
    },
  ])('$name', check);

  test.each([
    ['a name that the builder sets', 'FROM a\nARG TARGET|ARCH\n', 'X', /set by the builder/],
    ['to a taken stage', 'FROM a AS on|e\nFROM b AS two\n', 'TWO', /already names a stage/],
    ['to an image of the file', 'FROM a AS on|e\nFROM b\n', 'b', /already names a stage or an image/],
    ['to a taken variable', 'FROM a\nARG X|=1\nENV Y=2\n', 'Y', /already a variable/],
    ['to no name', 'FROM a\nARG X|=1\n', '1x', /cannot name a variable/],
    ['to no stage name', 'FROM a AS b|\n', '-b', /cannot name a stage/],
    ['nothing', 'FROM a\nRUN l|s\n', 'x', /no stage, ARG or ENV/],
  ])('refuses %s', (_name, text, to, problem) => {
    const { state, offset } = marked(text);
    expect(rename(state, offset, to)).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  test('is prepared with the place and the name', () => {
    const { state, offset } = marked('FROM a AS ba|se\nFROM base\n');
    const prepared = prepareRename(state, offset);
    expect(prepared).toMatchObject({ placeholder: 'base', range: { start: { line: 0, character: 10 } } });
    const index = marked('FROM a AS b\nFROM c\nCOPY --from=|0 a b\n');
    expect(prepareRename(index.state, index.offset)).toMatchObject({ problem: expect.stringMatching(/index/) });
    const image = marked('FROM |a\n');
    expect(prepareRename(image.state, image.offset)).toBeUndefined();
  });
});

describe('definition', () => {
  const check = async ({ text, found }: { text: string; found: string }): Promise<void> => {
    const { state, offset } = marked(text);
    const locations = await findDefinition(state, offset, fakeSources);
    const elsewhere = locations.filter(({ uri }) => uri !== state.uri).map(({ uri }) => uri);
    const here = locations.filter(({ uri }) => uri === state.uri).map(({ range }) => range);
    expect(elsewhere[0] ?? withRanges(state, here)).toBe(found);
  };
  test.each([
    {
      name: 'of a stage in a mount',
      text: 'FROM a AS b\nFROM c\nRUN --mount=from=|b,target=/x ls',
      found: 'FROM a AS [b]\nFROM c\nRUN --mount=from=b,target=/x ls',
    },
    {
      name: 'of a stage by index',
      text: 'FROM a\nFROM c\nCOPY --from=|0 x y',
      found: '[FROM a]\nFROM c\nCOPY --from=0 x y',
    },
    {
      name: 'of a variable: the nearest above',
      text: 'FROM a\nENV K=1\nENV K=2\nRUN echo $|K',
      found: 'FROM a\nENV K=1\nENV [K]=2\nRUN echo $K',
    },
    {
      name: 'of an inherited ENV',
      text: 'FROM a AS b\nENV K=1\nFROM b\nRUN echo $|K',
      found: 'FROM a AS b\nENV [K]=1\nFROM b\nRUN echo $K',
    },
    {
      name: 'of an ARG in a stage: the global one',
      text: 'ARG V=1\nFROM a\nARG |V\n',
      found: 'ARG [V]=1\nFROM a\nARG V\n',
    },
    { name: 'of a file', text: 'FROM a\nCOPY pack|age.json /x/', found: 'file:///project/package.json' },
    { name: 'of a file that is not there', text: 'FROM a\nCOPY o|ther /x/', found: 'FROM a\nCOPY other /x/' },
  ])('$name', check);
});

test.each([
  ['heredoc', 'FROM a\nRUN <<"E|OF"\nls\nEOF\n', 'FROM a\nRUN <<"[EOF]"\nls\n[EOF]\n'],
  ['stage', 'FROM a AS b|\nFROM b\nCOPY --from=B x y', 'FROM a AS [b]\nFROM [b]\nCOPY --from=B x y'],
])('edits both ends of a %s together', (_name, text, found) => {
  const { state, offset } = marked(text);
  expect(withRanges(state, linkedEditingRanges(state, offset)?.ranges ?? [])).toBe(found);
});
