import { expect, it } from 'vitest';
import { InstructionParser } from '../../src/grammar/instruction-parser.ts';

it('has no ambiguity that chevrotain finds', () => {
  expect(() => new InstructionParser({ checkGrammar: true })).not.toThrow();
});
