import type { Rule } from '../rule.ts';
import { maintainerDeprecated } from './buildkit/maintainer-deprecated.ts';

/** Every rule, in the order of their documentation. */
export const rules: readonly Rule[] = [maintainerDeprecated];
