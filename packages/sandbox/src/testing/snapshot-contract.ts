import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Layer } from '@strake/oci';
import { expect, test } from 'vitest';
import { type Node, writeNodes } from './busybox-root.ts';
import { layerElsewhere } from './layer-elsewhere.ts';
import { NEVER, runAndCommit, runSpec, type SandboxRig } from './rig.ts';

const DIRECTORY: Node = { type: 'directory' };

/** What every snapshotter does. */
export function snapshotContract(rig: () => SandboxRig): void {
  test.each([
    ["a whiteout's name", 'touch /full/.wh.file', 'the command left /full/.wh.file, which no image can hold'],
    ["a whiteout's name for a directory", 'mkdir -p /.wh.d/e', 'the command left /.wh.d, which no image can hold'],
    ['an opaque marker', 'touch /full/.wh..wh..opq', 'the command left /full/.wh..wh..opq, which no image can hold'],
    ['nothing but the prefix of whiteouts', 'touch /.wh.', 'the command left /.wh., which no image can hold'],
    [
      'a path that is too long',
      'd=$(printf "a%.0s" $(seq 200)); for i in $(seq 20); do mkdir $d; cd $d; done; mkdir $(printf "b%.0s" $(seq 70))',
      /^the command left a path of 40\d\d bytes, too long to read: \/a+\.\.\.$/,
    ],
  ])('is not committed with %s', async (_, script, message) => {
    await expect(runAndCommit(rig(), script)).rejects.toMatchObject({
      code: 'SNAPSHOT_FAILED',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      hint: expect.stringMatching(/in the same RUN/),
    });
    expect((await runAndCommit(rig(), 'touch /.wh.x && rm /.wh.x')).layer).toEqual([]);
  });

  const layer = (nodes: Readonly<Record<string, Node>>): Promise<Layer> => writeNodes(rig().layers, nodes);

  test('layers lie over each other', async () => {
    const above = [
      await layer({ full: DIRECTORY, 'full/file': { type: 'whiteout' }, 'full/new': '1' }),
      await layer({
        full: DIRECTORY,
        'full/dir': DIRECTORY,
        '*': { type: 'opaque', of: 'full/dir' },
        'full/dir/x': '',
        'full/new': '2',
      }),
    ];
    const { stdout } = await runAndCommit(rig(), 'cd /full; ls * | cat; cat new', { above });
    expect(stdout).toBe('new\n\ndir:\nx\n2');
  });

  test('opaque markers in directories that their layer does not list', async () => {
    const above = [
      await layer({
        shut: { type: 'directory', mode: 0o711 },
        'shut/old': '',
        open: { type: 'directory', mode: 0o700 },
        'open/old': '',
      }),
      await layer({
        '1': { type: 'opaque', of: 'shut' },
        '2': { type: 'opaque', of: 'open' },
        'open/new': '',
      }),
    ];
    const script = 'cd /; for d in shut open; do stat -c "%n %a" $d; ls $d; done';
    const { stdout } = await runAndCommit(rig(), script, { above });
    expect(stdout).toBe('shut 711\nopen 700\nnew\n');
  });

  test('directories that their layer lists stay what they are around those that it does not', async () => {
    const above = [
      await layer({ listed: { type: 'directory', mode: 0o750 }, 'listed/not': { type: 'directory', mode: 0o711 } }),
      await layer({ listed: { type: 'directory', mode: 0o1700 }, 'listed/not/new/file': '' }),
    ];
    const script = 'cd /; for d in listed listed/not listed/not/new; do stat -c "%n %a" $d; done';
    const { stdout } = await runAndCommit(rig(), script, { above });
    expect(stdout).toBe('listed 1700\nlisted/not 711\nlisted/not/new 755\n');
  });

  test.each([
    ['a large layer that is still elsewhere', 9_000_000, async () => {}, [false]],
    ['a small layer that was inflated for its index', 1_000_000, indexedAhead, []],
  ])('%s', async (_, size, prepare, copied) => {
    const large = randomBytes(size);
    const { layer: above, fetched } = await layerElsewhere(rig().layers, {
      d: { type: 'directory', mode: 0o750 },
      'd/empty': { mode: 0o600 },
      'd/large': { data: large, mode: 0o4755 },
      'd/link': { type: 'symlink', target: 'one' },
      'd/link2': { type: 'hardlink', target: 'd/link' },
      'd/one': { data: 'one', mode: 0o640 },
      'd/pipe': { type: 'fifo', mode: 0o640 },
      'd/pipe2': { type: 'hardlink', target: 'd/pipe' },
      'd/two': { type: 'hardlink', target: 'd/one', mode: 0o640 },
    });
    await prepare(above);
    const script = 'cd /d; stat -c "%n %s %a %h %Y" . *; cat one two; busybox sha256sum large';
    const { stdout } = await runAndCommit(rig(), script, { above: [above] });
    expect(stdout.replace(/^\. \d+/, '.').split('\n')).toEqual([
      '. 750 2 1700000000',
      'empty 0 600 1 1700000000',
      `large ${size} 4755 1 1700000000`,
      'link 3 777 2 1700000000',
      'link2 3 777 2 1700000000',
      'one 3 640 2 1700000000',
      'pipe 0 640 2 1700000000',
      'pipe2 0 640 2 1700000000',
      'two 3 640 2 1700000000',
      `oneone${createHash('sha256').update(large).digest('hex')}  large`,
      '',
    ]);
    // Copies of root file systems are made of what is in the store.
    const expected = rig().session.snapshotter.name === 'overlay' ? [true] : copied;
    expect(fetched.map(({ hasContents }) => hasContents)).toEqual(expected);
    expect(fetched.filter(({ contents }) => contents !== undefined && existsSync(contents))).toEqual([]);
  });

  test('a step sees what the one before it left', async () => {
    const first = await runAndCommit(rig(), 'echo 1 >/a; rm -r /full; mkdir /full; chmod 700 /home; ln /a /b');
    const second = await runAndCommit(rig(), 'cat /a; ls /full; stat -c %a /home; stat -c %h /b; echo 2 >>/a', {
      above: [first.committed],
    });
    expect(second.stdout).toBe('1\n700\n2\n');
    // Overlayfs writes to a copy of its own, as Docker's; where all is one copy, links hold as on any disk.
    const linked = rig().session.snapshotter.name === 'copy';
    expect(second.layer).toEqual(['a file 644 0:0 4', ...(linked ? ['b hardlink 644 0:0 -> a'] : [])]);
    const third = await runAndCommit(rig(), 'cat /a /b', { above: [first.committed, second.committed] });
    expect(third.stdout).toBe(linked ? '1\n2\n1\n2\n' : '1\n2\n1\n');
  });

  test('a layer unpacked from its archive equals the one that was captured', async () => {
    const script =
      'mkdir -p /x/y; echo 1 >/x/y/f; ln /x/y/f /x/h; ln -s y /x/s; mkfifo /x/p; chmod 4755 /x/y/f; rm -r /full/dir; mkdir /full/dir; rm /capable';
    const { committed } = await runAndCommit(rig(), script);
    const copy = await copyOf(rig(), committed);
    const look =
      'cd /; find x full | sort | while read f; do stat -c "%n %A %u:%g" $f; test -d $f || stat -c %s $f; done; ls /; cat /x/h; stat -c %h /x/h';
    const looks = [];
    for (const above of [[committed], [copy]]) looks.push((await runAndCommit(rig(), look, { above })).stdout);
    expect(looks[1]).toBe(looks[0]);
  });

  test('many layers', async () => {
    const above: Layer[] = [];
    for (let i = 0; i < 126; i += 1) above.push(await layer({ [`f${i}`]: String(i), same: String(i) }));
    const { stdout } = await runAndCommit(rig(), 'cat /same; ls / | grep -c ^f[0-9]', { above });
    expect(stdout).toBe('125126\n');
  });

  test('nothing below: the command is all there is', async () => {
    const { session, base, layers } = rig();
    const busybox = await runAndCommit(rig(), 'true');
    expect(busybox.layer).toEqual([]);
    const snapshot = await session.snapshotter.prepare([], NEVER);
    try {
      const mounts = [{ type: 'bind' as const, target: '/bin', layers: [base], source: '/bin', writable: false }];
      const run = await session.sandbox.run(snapshot, runSpec('touch /a', { mounts }), { output() {} }, NEVER);
      const made = await layers.get(await snapshot.commit(NEVER));
      expect([run.code, (await made?.index())?.entries.map(({ path }) => path)]).toEqual([0, ['a']]);
    } finally {
      await snapshot[Symbol.asyncDispose]();
    }
  });

  test('a hostile archive stays in its root', async () => {
    const above = [
      await layer({
        'link-out': { type: 'symlink', target: '/../../../../../../tmp' },
        'link-up': { type: 'symlink', target: '../../../../../..' },
      }),
    ];
    const { stdout } = await runAndCommit(rig(), 'readlink /link-out; ls /link-up/ | head -1', { above });
    expect(stdout).toBe('/../../../../../../tmp\nbin\n');
  });

  test('a layer that does not describe its directories keeps those below', async () => {
    const above = [await layer({ 'tmp/x': 'x', 'new/y': 'y', 'var/www/z': 'z' })];
    const look = 'stat -c "%n %a %u:%g" /tmp /new /var/www; cat /tmp/x; chmod 600 /tmp/x';
    const outcome = await runAndCommit(rig(), look, { above });
    const owner = rig().session.ids === 'single' ? '0:0' : '33:33';
    expect(outcome.stdout).toBe(`/tmp 1777 0:0\n/new 755 0:0\n/var/www 755 ${owner}\nx`);
    expect(outcome.layer).toEqual(['tmp directory 1777 0:0', 'tmp/x file 600 0:0 1']);
    const changed = await runAndCommit(rig(), 'touch /var/www/new', { above });
    expect(changed.layer).toContain('var/www directory 755 33:33');
  });

  test('directories that their layer does not list, in setgid ones and in the place of links', async () => {
    const setgid: Node = { type: 'directory', mode: 0o2770, uid: 7, gid: 8 };
    const above = [
      await layer({
        group: setgid,
        'group/own/file': '',
        real: setgid,
        'real/old': '',
        link: { type: 'symlink', target: '/real' },
        up: { type: 'symlink', target: '../../real' },
      }),
      await layer({ 'group/new/file': '', 'link/file': '', 'up/sub/file': '' }),
    ];
    const script = 'cd /; for d in group group/* link up up/sub real; do stat -c "%n %F %a %u:%g" $d; done; ls real';
    const { stdout } = await runAndCommit(rig(), script, { above });
    const single = rig().session.ids === 'single';
    const lines = [
      'group directory 2770 7:8',
      'group/new directory 755 0:8',
      'group/own directory 755 0:8',
      'link directory 2770 7:8',
      'up directory 2770 7:8',
      'up/sub directory 755 0:8',
      'real directory 2770 7:8',
    ];
    const shown = single ? lines.map((line) => line.replace(/\d:\d$/, '0:0')) : lines;
    expect(stdout).toBe(`${shown.join('\n')}\nold\n`);
  });

  test('what a layer has below a link or a file has nothing to do with where the link leads', async () => {
    const above = [
      await layer({
        real: DIRECTORY,
        'real/kept': '',
        gone: { type: 'symlink', target: 'real' },
        emptied: { type: 'symlink', target: '/real' },
        deep: { type: 'symlink', target: '/' },
        file: '',
      }),
      await layer({
        'gone/kept': { type: 'whiteout' },
        '*': { type: 'opaque', of: 'emptied' },
        'deep/real/kept': { type: 'whiteout' },
        'file/new': '',
      }),
    ];
    const { stdout } = await runAndCommit(rig(), 'cd /; ls real gone emptied file; test -L deep; echo $?', { above });
    expect(stdout).toBe('emptied:\n\nfile:\nnew\n\ngone:\n\nreal:\nkept\n1\n');
  });

  test('a directory keeps the time that a command gave it, whatever in it is in no layer', async () => {
    const script = 'echo 1 >/etc/new; chmod 644 /etc/passwd; mkdir -p /etc/d/e; rm -r /etc/d; touch -d @1 /etc';
    const { committed } = await runAndCommit(rig(), script);
    const { stdout } = await runAndCommit(rig(), 'stat -c %Y /etc', { above: [committed] });
    expect(stdout).toBe('1\n');
  });

  test('an unknown layer is an error of its own', async () => {
    const { base, session } = rig();
    const unknown: Layer = { ...base, diffId: `sha256:${'0'.repeat(64)}` };
    await expect(session.snapshotter.prepare([unknown], NEVER)).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });

  test('what was unpacked ahead is there', async () => {
    const above = [await layer({ ahead: 'of time' })];
    await rig().session.snapshotter.unpack([rig().base, ...above], NEVER);
    const { stdout } = await runAndCommit(rig(), 'cat /ahead', { above });
    expect(stdout).toBe('of time');
  });

  test('disposing twice is once', async () => {
    const snapshot = await rig().session.snapshotter.prepare([rig().base], NEVER);
    await snapshot[Symbol.asyncDispose]();
    await snapshot[Symbol.asyncDispose]();
  });
}

async function indexedAhead(layer: Layer): Promise<void> {
  layer.keepContents?.();
  await layer.index();
}

/** The same entries as another layer of another digest, so that it is unpacked anew. */
async function copyOf({ layers }: SandboxRig, layer: Layer): Promise<Layer> {
  const { entries } = await layer.index();
  return layers.write(
    entries.map((entry) => {
      if (!('mode' in entry)) return [entry] as const;
      const shifted = { ...entry, mtime: entry.mtime - 1 };
      return entry.type === 'file' ? ([shifted, layer.content(entry)] as const) : ([shifted] as const);
    }),
  );
}
