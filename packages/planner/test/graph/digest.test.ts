import { createHash } from 'node:crypto';
import type { CreateHasher } from '@strake/core';
import { expect, test } from 'vitest';
import { cacheKey, keyRecipe } from '../../src/graph/recipe.ts';
import { vertex } from '../../src/graph/vertex.ts';
import { digest, execOp, fileOp, made } from './ops.ts';

test('digests are the same whoever computes them', () => {
  let computed = 0;
  const createHasher: CreateHasher = () => {
    const hash = createHash('sha256');
    return {
      update: (chunk) => void hash.update(chunk),
      digest: () => {
        computed++;
        return `sha256:${hash.digest('hex')}`;
      },
    };
  };
  for (const op of [execOp, fileOp]) {
    const known = made(op);
    expect(vertex(op, known.inputs, known.origin, createHasher)).toEqual(known);
    const recipe = keyRecipe(known, createHasher);
    expect(recipe).toEqual(keyRecipe(known));
    const inputs = recipe.inputs.map(() => digest('a'));
    expect(cacheKey(recipe, inputs, createHasher)).toBe(cacheKey(recipe, inputs));
  }
  expect(computed).toBe(6);
});
