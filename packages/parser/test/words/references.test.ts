import { expect, it } from 'vitest';
import { expandedParts, findReferences, type Instruction, parse, references } from '../../src/index.ts';

function nameAndOperator(text: string): readonly (readonly [string, string, string])[] {
  return findReferences(text).map(({ name, operator, start, end }) => [name, operator, text.slice(start, end)]);
}

it('finds references, also nested ones', () => {
  expect(nameAndOperator('a$b ${c} ${d:-x${e%%y}} "$f" \'$g\' \\$h ${i//$j/k}')).toEqual([
    ['b', '', '$b'],
    ['c', '', '${c}'],
    ['d', ':-', '${d:-x${e%%y}}'],
    ['e', '%', '${e%%y}'],
    ['f', '', '$f'],
    ['i', '//', '${i//$j/k}'],
    ['j', '', '$j'],
  ]);
});

/** Source texts of all references that the builder resolves in the last instruction. */
function check(text: string, expected: readonly string[]): void {
  const result = parse(text);
  const node = result.ast.instructions.at(-1) as Instruction;
  const found = expandedParts(node).flatMap((part) => references(result, part));
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  for (const { name, nameStart, nameEnd } of found)
    expect(text.slice(nameStart, nameEnd).replace(/\\\r?\n/, '')).toBe(name);
}

it.each<[text: string, expected: readonly string[]]>([
  ['FROM --platform=$P $BASE:${TAG:-1}', ['$P', '$BASE', '${TAG:-1}']],
  ['COPY --chown=$U:"$G" --exclude=$X $A "$B" /x/$C', ['$U', '$G', '$A', '$B', '$C']],
  ['COPY ["$A", "\\u0041$B"] /'.replace('"] /', '"]'), ['$A', '$B']],
  ['RUN --mount=type=cache,target=$T,from=x echo $S', ['$T']],
  ['RUN --mount="type=cache,target=$T" x', ['$T']],
  ['ENV A=$B C="x\\\n${D}" $E=1', ['$B', '${D}', '$E']],
  ['ENV A=x$LO\\\nNG', ['$LO\\\nNG']],
  ['ENV legacy a $B c', ['$B']],
  ['ARG A=$B C', ['$B']],
  ['EXPOSE $A 80', ['$A']],
  ['USER $A', ['$A']],
  ['WORKDIR $A/$B', ['$A', '$B']],
  ['STOPSIGNAL $A', ['$A']],
  ['VOLUME $A', ['$A']],
  ['LABEL a=$B', ['$B']],
  ['COPY <<E <<"Q" /\n$A \\$B\nE\n$C\nQ', ['$A']],
  ['CMD $A', []],
  ['ONBUILD ENV A=$B', []],
  ['MAINTAINER $A', []],
])('%s', check);
