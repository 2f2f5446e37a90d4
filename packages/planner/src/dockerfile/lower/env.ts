import type { EnvNode, KeyValue, LabelNode } from '@strake/parser';
import { withEmptyLayer } from '../../config/history.ts';
import { expandWord } from '../expand.ts';
import { type Lower, setVariable, type StageBuild } from '../stage-build.ts';

/** ENV: into configuration and variables. All of one ENV see the variables before it. */
export const lowerEnv: Lower<EnvNode> = (node, _, build) => {
  const pairs = expandPairs(node.entries, build);
  for (const [name, value] of pairs) {
    setVariable(build, name, value);
    build.image.env.set(name, value);
  }
  build.image.history = withEmptyLayer(build.image.history, `ENV${pairsText(pairs)}`);
};

/** LABEL: into the configuration. */
export const lowerLabel: Lower<LabelNode> = (node, _, build) => {
  const pairs = expandPairs(node.entries, build);
  for (const [name, value] of pairs) build.image.labels.set(name, value);
  build.image.history = withEmptyLayer(build.image.history, `LABEL${pairsText(pairs)}`);
};

type Pair = readonly [name: string, value: string];

function expandPairs(entries: readonly KeyValue[], { variables, setting }: StageBuild): readonly Pair[] {
  const expand = (word: KeyValue['key']): string => expandWord(word.text, variables, setting.syntax, word);
  return entries.map(({ key, value }) => [expand(key), expand(value)]);
}

function pairsText(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => ` ${name}=${value}`).join('');
}
