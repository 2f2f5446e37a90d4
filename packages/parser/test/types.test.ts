import type { Diagnostic } from '@strake/core';
import { expectTypeOf, it } from 'vitest';
import {
  type Command,
  expand,
  type Expansion,
  format,
  type FromNode,
  type Instruction,
  type InstructionName,
  nodeAt,
  type Node,
  parse,
  type ParseResult,
  parseInstruction,
  type RunNode,
  toBuildkit,
  visit,
  type Word,
} from '../src/index.ts';

it('types what it gives', () => {
  expectTypeOf(parse).toEqualTypeOf<(text: string) => ParseResult>();
  expectTypeOf(parse('').diagnostics).toEqualTypeOf<readonly Diagnostic[]>();
  expectTypeOf(parse('').ast.instructions).toEqualTypeOf<readonly Instruction[]>();
  expectTypeOf(parseInstruction('').instruction).toEqualTypeOf<Instruction | undefined>();
  expectTypeOf(nodeAt).returns.toEqualTypeOf<Node>();
  expectTypeOf(expand).returns.toEqualTypeOf<Expansion>();
  expectTypeOf(format).parameter(0).toBeString();
  expectTypeOf(toBuildkit(parse('')).escape).toEqualTypeOf<'\\' | '`' | undefined>();
});

it('narrows a node by its kind', () => {
  for (const node of parse('FROM a\nRUN b\nFOO').ast.instructions) {
    if (node.kind === 'from') expectTypeOf(node).toEqualTypeOf<FromNode>();
    if (node.kind === 'run') expectTypeOf(node.command).toEqualTypeOf<Command>();
    if (node.kind === 'invalid') expectTypeOf(node.of).toEqualTypeOf<InstructionName | undefined>();
  }
});

it('gives handlers the node of their kind', () => {
  visit(parse('').ast, {
    run: (node) => expectTypeOf(node).toEqualTypeOf<RunNode>() && undefined,
    word: (node) => expectTypeOf(node).toEqualTypeOf<Word>() && undefined,
    enter: (node) => expectTypeOf(node).toEqualTypeOf<Node>() && undefined,
  });
});

it('keeps nodes immutable', () => {
  const { ast } = parse('FROM a');
  expectTypeOf(ast.instructions).not.toHaveProperty('push');
  expectTypeOf<FromNode['image']['text']>().toBeString();
});
