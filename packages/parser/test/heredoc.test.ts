import { describe, expect, it } from 'vitest';
import { chompHeredoc, heredocsOf, parse } from '../src/index.ts';

describe('chompHeredoc', () => {
  it.each([
    ['\ta\n\t\tb\n c\n', 'a\nb\n c\n'],
    ['a\r\n\tb', 'a\r\nb'],
    ['a\u2028\tb\r\tc', 'a\u2028\tb\r\tc'],
    ['\t\n\t\n', '\n\n'],
  ])('%j gives %j', (content, chomped) => {
    expect(chompHeredoc(content)).toBe(chomped);
  });
});

it('places word, body and terminator', () => {
  const text = 'FROM a\nRUN cat <<-EOF\n\tbody\n\tEOF\nCMD x';
  const [, run] = parse(text).ast.instructions;
  const [heredoc] = run ? heredocsOf(run) : [];
  expect(heredoc && text.slice(heredoc.start, heredoc.end)).toBe('<<-EOF');
  expect(heredoc && text.slice(heredoc.bodyStart, heredoc.bodyEnd)).toBe('\tbody\n');
  expect(heredoc && text.slice(heredoc.terminatorStart, heredoc.terminatorEnd)).toBe('EOF');
  expect([run?.startLine, run?.endLine]).toEqual([1, 3]);
});

it('tells heredoc sources from paths', () => {
  const [copy] = parse('COPY a <<E b /x\nhi\nE').ast.instructions;
  expect(copy).toMatchObject({
    kind: 'copy',
    sources: [{ text: 'a' }, { text: 'b' }],
    heredocs: [{ name: 'E', content: 'hi\n' }],
    destination: { text: '/x' },
  });
});
