import { describe, expect, it } from 'vitest';
import {
  describeName,
  detectSyntax,
  docLines,
  parse,
  parseCheck,
  parseInstruction,
  readMount,
  type RunNode,
} from '../src/index.ts';

describe('parseInstruction', () => {
  it('parses one trigger of an image', () => {
    const { instruction, diagnostics } = parseInstruction('COPY --from=x a b');
    expect(instruction).toMatchObject({ kind: 'copy', flags: [{ name: 'from', value: 'x' }] });
    expect(diagnostics).toEqual([]);
  });

  it('takes the heredocs of a trigger', () => {
    const { instruction } = parseInstruction('RUN <<EOF\nbody\nEOF');
    expect(instruction).toMatchObject({ kind: 'run', heredocs: [{ content: 'body\n' }] });
  });

  it('heeds the escape character', () => {
    expect(parseInstruction('COPY a `\n b', { escape: '`' }).instruction?.text).toBe('a  b');
  });

  it.each(['', '# comment', 'RUN a\nRUN b'])('has no instruction for %j', (text) => {
    expect(parseInstruction(text).instruction).toBeUndefined();
  });
});

describe('a node', () => {
  it('joins continued lines in its text', () => {
    const [run] = parse('RUN a \\\n# c\n\n  b').ast.instructions;
    expect(run).toMatchObject({ text: 'a   b', command: { kind: 'shell-form', text: 'a   b' } });
  });

  it('is the same object each time it is read', () => {
    const [run] = parse('RUN a').ast.instructions as [RunNode];
    expect(run.command).toBe(run.command);
    expect(run.keyword).toBe(run.keyword);
  });

  it('keeps the comments above an instruction', () => {
    const { instructions } = parse('# a\n#\n# b\n\n# c\nFROM x\n# d\nRUN y').ast;
    expect(instructions.map((node) => node.docs.map((doc) => doc.text))).toEqual([['b', 'c'], ['d']]);
  });
});

it('reads what doc comments say of a stage', () => {
  const result = parse('# build compiles it\n#   test  runs it\n  # late indented\nFROM a AS build');
  const [from] = result.ast.instructions;
  const docs = from ? docLines(result, from) : [];
  expect(docs).toEqual(['build compiles it', 'test  runs it', '# late indented']);
  expect(describeName(docs, 'build')).toBe('compiles it');
  expect(describeName(docs, 'late')).toBe('');
});

describe('detectSyntax', () => {
  it.each<[text: string, ref: string | undefined, line?: number]>([
    ['# syntax=a/b:1 --x\nFROM c', 'a/b:1', 0],
    ['#!/usr/bin/env x\n# escape=`\n#syntax = y', 'y', 2],
    ['// syntax=go/dockerfile', 'go/dockerfile', 0],
    ['{"syntax": "json/front"}', 'json/front', 0],
    ['\ufeff# syntax=bom', 'bom', 0],
    ['FROM a\n# syntax=late', undefined],
    ['\n# syntax=late', undefined],
    ['# other=x\n# syntax=late', undefined],
  ])('%j asks for %s', (text, ref, line) => {
    expect(detectSyntax(text)?.ref).toBe(ref);
    expect(detectSyntax(text)?.line).toBe(line);
  });
});

describe('parseCheck', () => {
  it.each([
    ['', { skip: [], experimental: [], error: false }],
    ['skip=all', { skip: 'all', experimental: [], error: false }],
    ['skip=A, B ;error=true;experimental=all', { skip: ['A', 'B'], experimental: 'all', error: true }],
    ['skip', { fault: 'invalid check option "skip"' }],
    ['bogus=1', { fault: 'invalid check option "bogus"' }],
    [
      'error=maybe',
      { fault: 'failed to parse check option "error=maybe": strconv.ParseBool: parsing "maybe": invalid syntax' },
    ],
  ])('%j', (value, expected) => {
    expect(parseCheck(value)).toEqual(expected);
  });
});

describe('readMount', () => {
  const mountOf = (value: string): unknown => {
    const [run] = parse(`RUN --mount=${value} x`).ast.instructions as [RunNode];
    const [mount] = run.mounts;
    return mount && readMount(mount);
  };

  it.each<[value: string, expected: object]>([
    ['type=cache,dst=/x', { type: 'cache', target: '/x', readonly: false }],
    ['target=/x', { type: 'bind', readonly: true }],
    ['target=/x,rw', { readonly: false }],
    ['TARGET=/x,RO=false', { readonly: false }],
    ['type=tmpfs,target=/x,size=1.5KiB', { size: 1536, readonly: false }],
    ['type=secret,id=a,required,mode=0440,uid=1,gid=2', { required: true, mode: 0o440, uid: 1, gid: 2 }],
    ['type=cache,target=/x,sharing=LOCKED', { sharing: 'locked' }],
    ['type=secret,id=a,env=TOKEN', { env: 'TOKEN' }],
    ['type=cach,target=/x', { message: 'unsupported mount type "cach"', hint: 'did you mean cache?' }],
    ['typ=cache', { message: "unexpected key 'typ' in 'typ=cache'", hint: 'did you mean type?' }],
    ['z', { message: "invalid field 'z' must be a key=value pair" }],
    ['target=/x,required', { message: "unexpected key 'required' for mount type 'bind'" }],
    ['target=/x,ro=maybe', { message: 'invalid value for ro: maybe' }],
    ['target=/x,mode=9', { message: 'invalid value 9 for mode' }],
    ['target=/x,uid=1', { message: 'uid not allowed for "bind" type mounts' }],
    ['type=secret,from=a,id=b', { message: 'secret mount should not have a from' }],
    ['type=secret,id=b,sharing=shared', { message: 'secret mount should not define sharing' }],
    ['type=secret', { message: 'invalid secret mount. one of source, target required' }],
    ['type=secret,id=b,source=c', { message: "both source and id can't be set" }],
    ['target=/x,sharing=shared', { message: 'invalid cache sharing set for bind mount' }],
    ['type=tmpfs,target=/x,size=1x', { message: 'invalid value for size: 1x' }],
  ])('%s', (value, expected) => {
    expect(mountOf(value)).toMatchObject(expected);
  });

  it('expands values but not `from`', () => {
    const [run] = parse('RUN --mount=type=$T,target=/x,from=a$ x').ast.instructions as [RunNode];
    const [mount] = run.mounts;
    expect(mount && readMount(mount, (value) => value.replace('$T', 'cache'))).toMatchObject({ type: 'cache' });
  });

  it('places each field', () => {
    const text = 'RUN --mount="type=cache,target=/x" x';
    const [run] = parse(text).ast.instructions as [RunNode];
    expect(run.mounts[0]?.fields.map(({ start, end }) => text.slice(start, end))).toEqual(['type=cache', 'target=/x']);
  });
});

it.each([undefined, null, 1, true, {}, [], new Uint8Array([70])])(
  'what is no text is an error that says so: %j',
  (text) => {
    for (const call of [parse, parseInstruction])
      expect(() => call(text as never)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  },
);
