import { expect, it } from 'vitest';
import { InstructionParser } from '../../src/grammar/instruction-parser.ts';

it('has no ambiguity that chevrotain finds', () => {
  expect(() => new InstructionParser({ checkGrammar: true })).not.toThrow();
});

it('has the methods of its class when its grammar is recorded', () => {
  const parser = new InstructionParser();
  const usual = Object.getPrototypeOf(parser) as Record<string, unknown>;
  const methods = Object.entries(parser).filter(([name]) => /^[A-Z_]+\d?$/.test(name) && name in usual);
  expect(methods.length).toBeGreaterThan(80);
  expect(methods.filter(([name, value]) => value !== usual[name]).map(([name]) => name)).toEqual([]);
});
