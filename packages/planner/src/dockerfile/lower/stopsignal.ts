import type { StopsignalNode } from '@strake/parser';
import { withEmptyLayer } from '../../config/history.ts';
import { isSignal, signalNames } from '../../config/signal.ts';
import { expandWord } from '../expand.ts';
import { fail } from '../fault.ts';
import type { Lower } from '../stage-build.ts';
import { didYouMean } from '../suggestion.ts';

export const lowerStopsignal: Lower<StopsignalNode> = ({ signal }, _, build) => {
  const name = expandWord(signal.text, build.variables, build.setting.syntax, signal);
  if (!isSignal(name)) {
    const hint = didYouMean(name, signalNames()) ?? 'name a signal such as SIGTERM, or give its number';
    fail('invalid-signal', `invalid signal: ${name}`, { span: signal, hint });
  }
  build.image.stopSignal = name;
  build.image.history = withEmptyLayer(build.image.history, `STOPSIGNAL ${name}`);
};
