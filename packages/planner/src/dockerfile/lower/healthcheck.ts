import type { Healthcheck } from '@strake/oci/model';
import type { HealthcheckNode } from '@strake/parser';
import { formatDuration, parseDuration } from '../../config/duration.ts';
import { goList } from '../../config/go-format.ts';
import { withEmptyLayer } from '../../config/history.ts';
import { flagOf } from '../flags.ts';
import type { Lower } from '../stage-build.ts';

/** HEALTHCHECK: takes the place of the base's as a whole. */
export const lowerHealthcheck: Lower<HealthcheckNode> = (node, _, build) => {
  const check = healthcheckOf(node);
  build.image.healthcheck = check;
  build.image.history = withEmptyLayer(build.image.history, `HEALTHCHECK ${checkText(check)}`);
};

function healthcheckOf(node: HealthcheckNode): Healthcheck {
  const { command } = node;
  if (!command) return { Test: ['NONE'] };
  const test =
    command.kind === 'exec-form' ? ['CMD', ...command.args.map(({ value }) => value)] : ['CMD-SHELL', command.text];
  return {
    Test: test,
    ...durationField(node, 'Interval', 'interval'),
    ...durationField(node, 'Timeout', 'timeout'),
    ...durationField(node, 'StartPeriod', 'start-period'),
    ...durationField(node, 'StartInterval', 'start-interval'),
    ...retriesField(node),
  };
}

/** The parser has read the duration before: it is one. */
function durationField(node: HealthcheckNode, field: keyof Healthcheck, name: string): Healthcheck {
  const duration = parseDuration(flagOf(node, name)?.value ?? '') ?? 0;
  return duration === 0 ? {} : { [field]: duration };
}

function retriesField(node: HealthcheckNode): Healthcheck {
  const retries = Number(flagOf(node, 'retries')?.value ?? 0);
  return retries === 0 ? {} : { Retries: retries };
}

/** The check as Go prints the struct. */
function checkText(check: Healthcheck): string {
  const { Test = [], Interval = 0, Timeout = 0, StartPeriod = 0, StartInterval = 0, Retries = 0 } = check;
  const durations = Object.entries({ Interval, Timeout, StartPeriod, StartInterval });
  const fields = durations.map(([name, value]) => `${name}:${formatDuration(value)}`);
  return `{Test:${goList(Test)} ${fields.join(' ')} Retries:${Retries}}`;
}
