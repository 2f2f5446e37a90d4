import { type BaseParser, type ILookaheadStrategy, type IOrAlt, LLkLookaheadStrategy } from 'chevrotain';

/** chevrotain's lookahead, computed for each choice when a parser first comes to it: a file makes few of all there are. */
export function lazyLookahead(maxLookahead: number): ILookaheadStrategy {
  const own = new LLkLookaheadStrategy({ maxLookahead });
  return {
    validate: (grammar) => own.validate(grammar),
    buildLookaheadForAlternation(choice) {
      let choose: ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']> | undefined;
      return function (this: BaseParser, alternatives?: IOrAlt<unknown>[]) {
        choose ??= own.buildLookaheadForAlternation(choice);
        return choose.call(this, alternatives as IOrAlt<unknown>[]);
      };
    },
    buildLookaheadForOptional(choice) {
      let enters: ReturnType<ILookaheadStrategy['buildLookaheadForOptional']> | undefined;
      return function (this: BaseParser) {
        enters ??= own.buildLookaheadForOptional(choice);
        return enters.call(this);
      };
    },
  };
}
