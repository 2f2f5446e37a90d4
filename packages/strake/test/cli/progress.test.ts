import type { BuildEvent } from '@strake/executor';
import { afterEach, expect, test, vi } from 'vitest';
import { plainRenderer } from '../../src/cli/render/plain.ts';
import { ttyRenderer } from '../../src/cli/render/tty.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

const REF = 'docker.io/library/busybox:latest';
const [FROM, RUN] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] as const;

const LOOKUP = { ref: REF, platform: 'linux/amd64' } as const;
const LABEL = `[internal] load metadata for ${REF}`;

const lookedUp: readonly BuildEvent[] = [
  { type: 'lookup', ...LOOKUP, label: LABEL, at: 0 },
  { type: 'found', ...LOOKUP, at: 1200 },
];
const planned: readonly BuildEvent[] = [
  {
    type: 'plan',
    vertices: [
      { digest: FROM, label: '[1/2] FROM busybox', inputs: [] },
      { digest: RUN, label: '[2/2] RUN true', inputs: [FROM] },
    ],
  },
  { type: 'started', vertex: FROM, at: 1200 },
  { type: 'finished', vertex: FROM, at: 1200, outcome: 'done' },
  { type: 'started', vertex: RUN, at: 1200 },
];
const fetched = (current: number): BuildEvent => ({
  type: 'progress',
  vertex: FROM,
  part: 'sha256:cc',
  current,
  total: 2_000_000,
  unit: 'bytes',
});

function terminal(): Terminal & { text(): string } {
  let text = '';
  return {
    out() {},
    err: (more) => void (text += more),
    isTTY: true,
    columns: () => 60,
    rows: () => 24,
    style: (_, plain) => plain,
    text: () => text,
  };
}

test.each<readonly [string, readonly BuildEvent[], string]>([
  ['a lookup that goes on', lookedUp.slice(0, 1), `#1 [internal] load metadata for ${REF}\n`],
  ['a lookup', lookedUp, `#1 [internal] load metadata for ${REF}\n#1 DONE 1.2s\n`],
  [
    'lookups of one image for two platforms',
    ['linux/amd64', 'linux/arm64'].flatMap((platform) => [
      { type: 'lookup', ref: REF, platform, label: `[${platform} internal] load metadata`, at: 0 } as const,
      { type: 'found', ref: REF, platform, at: 1200 } as const,
    ]),
    '#1 [linux/amd64 internal] load metadata\n#1 DONE 1.2s\n\n#2 [linux/arm64 internal] load metadata\n#2 DONE 1.2s\n',
  ],
  [
    'a lookup that fails',
    [...lookedUp.slice(0, 1), { type: 'found', ...LOOKUP, at: 5, error: 'no answer' }],
    `#1 [internal] load metadata for ${REF}\n#1 ERROR: no answer\n`,
  ],
  [
    'steps after a lookup, and a layer that is fetched for a later step',
    [...lookedUp, ...planned, fetched(0), fetched(1_000_000), fetched(2_000_000)],
    `#1 [internal] load metadata for ${REF}\n#1 DONE 1.2s\n\n#2 [1/2] FROM busybox\n#2 DONE 0.0s\n` +
      '#2 sha256:cc 0 B / 2.0 MB\n#2 sha256:cc 2.0 MB / 2.0 MB done\n',
  ],
])('in plain lines: %s', (_, events, wanted) => {
  const shown = terminal();
  const renderer = plainRenderer(shown);
  for (const event of events) renderer.event(event);
  expect(shown.text()).toBe(wanted);
});

afterEach(() => {
  vi.useRealTimers();
});

/** The live lines after the last event, three seconds after the first. */
function live(events: readonly BuildEvent[]): readonly string[] {
  vi.useFakeTimers({ now: 0 });
  const shown = terminal();
  const renderer = ttyRenderer(shown);
  for (const event of events) renderer.event(event);
  vi.setSystemTime(2950);
  vi.advanceTimersByTime(50);
  renderer.close();
  // Each frame ends with the removal of what was below; the last draws nothing.
  const frames = shown
    .text()
    .replaceAll(/\u001b\[(?:K|\?25[hl])/g, '')
    .split('\u001b[J');
  return (frames.at(-3) ?? '').split('\n').map((line) => line.replaceAll(/[⠀-⣿]/g, '*').replaceAll(/\s+/g, ' ').trim());
}

test.each<readonly [string, readonly BuildEvent[], readonly string[]]>([
  [
    'a lookup',
    lookedUp.slice(0, 1),
    ['* [internal] load metadata for docker.io/library/bus… 3.0s', 'strake planning · 3.0s'],
  ],
  [
    'a layer that a later step waits for',
    [...planned, fetched(0)],
    [
      '✔ [1/2] FROM busybox 0.0s',
      '* [1/2] FROM busybox 1.8s',
      '│ sha256:cc ━━━━━━━━━━━━━━━━━━━━ 0 B / 2.0 MB',
      '* [2/2] RUN true 1.8s',
      'strake 1/2 steps · 3.0s',
    ],
  ],
  [
    'no layer of a step that failed',
    [...planned, fetched(0), { type: 'finished', vertex: FROM, at: 1500, outcome: 'failed' }],
    ['✔ [1/2] FROM busybox 0.0s', '✘ [1/2] FROM busybox 0.3s', '* [2/2] RUN true 1.8s', 'strake 1/2 steps · 3.0s'],
  ],
])('on a terminal: %s', (_, events, wanted) => {
  expect(live(events).filter((line) => line !== '' && !line.includes('\u001b'))).toEqual(wanted);
});
