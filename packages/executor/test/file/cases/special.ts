import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'hard links inside a directory',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      f 644 1:2 51 n/a = body
      h 644 1:2 51 n/b -> n/a
      f 644 0:0 51 n/o = o
      d 755 0:0 50 n/sub
      h 644 1:2 51 n/sub/c -> n/a
    `,
  },
  {
    name: 'hard links with a mode and an owner',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src --chown=5 --chmod=600 d /n',
    expect: `
      d 600 5:5 50 n
      f 600 5:5 51 n/a = body
      h 600 5:5 51 n/b -> n/a
      f 600 5:5 51 n/o = o
      d 600 5:5 50 n/sub
      h 600 5:5 51 n/sub/c -> n/a
    `,
  },
  {
    name: 'hard links of separate sources are separate files',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src d/a d/b /n/',
    expect: `
      d 755 0:0 now n
      f 644 1:2 51 n/a = body
      f 644 1:2 51 n/b = body
    `,
  },
  {
    name: 'hard links by a wildcard are separate files',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src d/[ab] /n/',
    expect: `
      d 755 0:0 now n
      f 644 1:2 51 n/a = body
      f 644 1:2 51 n/b = body
    `,
  },
  {
    name: 'hard links over existing files',
    base: `
      d 755 0:0 5 n
      f 600 7:7 6 n/a = old
      f 600 7:7 6 n/b = old
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      f 644 1:2 51 n/a = body
      h 644 1:2 51 n/b -> n/a
      f 644 0:0 51 n/o = o
      d 755 0:0 50 n/sub
      h 644 1:2 51 n/sub/c -> n/a
    `,
  },
  {
    name: 'a hard link whose first name is excluded',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src --exclude=a d /n',
    expect: `
      d 755 0:0 50 n
      f 644 1:2 51 n/b = body
      f 644 0:0 51 n/o = o
      d 755 0:0 50 n/sub
      h 644 1:2 51 n/sub/c -> n/b
    `,
  },
  {
    name: 'one name of a hard link',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 644 1:2 51 d/a = body
      h 644 1:2 51 d/b -> d/a
      d 755 0:0 50 d/sub
      h 644 1:2 51 d/sub/c -> d/a
      f 644 0:0 51 other = o
      h 644 0:0 51 d/o -> other
    `,
    run: 'COPY --from=src d/b /n',
    expect: `
      f 644 1:2 51 n = body
    `,
  },
  {
    name: 'hard links of the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50 d
      f 644 0:0 51 d/a = body
      h 644 0:0 51 d/b -> d/a
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      f 644 0:0 51 n/a = body
      h 644 0:0 51 n/b -> n/a
    `,
  },
  {
    name: 'devices and pipes',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      c 620 1:2 51 d/chr 5:1
      b 660 1:2 52 d/blk 8:17
      p 600 1:2 53 d/fifo
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      c 660 1:2 52 n/blk 8:17
      c 620 1:2 51 n/chr 5:1
      p 600 1:2 53 n/fifo
    `,
  },
  {
    name: 'a device alone',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      c 620 1:2 51 d/chr 5:1
    `,
    run: 'COPY --from=src d/chr /n',
    expect: `
      c 620 1:2 51 n 5:1
    `,
  },
  {
    name: 'a pipe alone',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      p 600 1:2 51 p
    `,
    run: 'COPY --from=src --chmod=777 p /n',
    expect: `
      p 777 1:2 51 n
    `,
  },
  {
    name: 'a block device alone',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      b 600 1:2 51 blk 8:1
    `,
    run: 'COPY --from=src blk /n',
    expect: `
      c 600 1:2 51 n 8:1
    `,
  },
  {
    name: 'devices of the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50 d
      c 620 0:0 51 d/chr 5:1
      p 600 0:0 53 d/fifo
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      c 620 0:0 51 n/chr 5:1
      p 600 0:0 53 n/fifo
    `,
  },
  {
    name: 'a socket of the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50 d
      s 755 0:0 51 d/sock
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      f 755 0:0 51 n/sock =
    `,
  },
  {
    name: 'capabilities are kept',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 755 0:0 51 d/ping = ping {security.capability=0100000202200000000000000000000000000000}
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      f 755 0:0 51 n/ping = ping {security.capability=0100000202200000000000000000000000000000}
    `,
  },
  {
    name: 'capabilities are kept with a new owner',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d
      f 755 0:0 51 d/ping = ping {security.capability=0100000202200000000000000000000000000000}
    `,
    run: 'COPY --from=src --chown=3:4 d/ping /n',
    expect: `
      f 755 3:4 51 n = ping {security.capability=0100000202200000000000000000000000000000}
    `,
  },
  {
    name: 'other attributes are not in layers',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 0:0 50 d {user.d=61}
      f 755 0:0 51 d/f = f {user.f=62,trusted.t=63}
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      f 755 0:0 51 n/f = f
    `,
  },
  {
    name: 'only capabilities differ',
    base: `
      d 755 0:0 5 n
      f 755 0:0 51 n/f = f
    `,
    src: `
      d 755 0:0 50 d
      f 755 0:0 51 d/f = f {security.capability=0100000202200000000000000000000000000000}
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 50 n
      f 755 0:0 51 n/f = f {security.capability=0100000202200000000000000000000000000000}
    `,
  },
  {
    name: 'fractions of seconds are cut off',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50.9 d
      f 644 0:0 51.999999999 d/f = f
      l 777 0:0 52.5 d/l -> f
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      f 644 0:0 51 n/f = f
      l 777 0:0 52 n/l -> f
    `,
  },
  {
    name: 'times before 1970',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50 d
      f 644 0:0 -5 d/f = f
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      f 644 0:0 -5 n/f = f
    `,
  },
  {
    name: 'special bits of the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 3777 0:0 50 d
      f 6755 0:0 51 d/f = f
      d 3700 0:0 52 d/k
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      f 6755 0:0 51 n/f = f
      d 3700 0:0 52 n/k
    `,
  },
  {
    name: 'special bits with an owner',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 3777 0:0 50 d
      f 6755 0:0 51 d/f = f
      d 3700 0:0 52 d/k
    `,
    run: 'COPY --chown=5:6 d /n',
    expect: `
      d 755 5:6 50 n
      f 6755 5:6 51 n/f = f
      d 3700 5:6 52 n/k
    `,
  },
  {
    name: 'a name like a whiteout',
    base: `
      d 755 0:0 5 n
      f 755 0:0 51 n/old = old
    `,
    ctx: `
      d 755 0:0 50 d
      f 644 0:0 51 d/.wh.old = f
      f 644 0:0 51 d/z = z
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 50 n
      w n/old
      f 644 0:0 51 n/z = z
    `,
  },
  {
    name: 'names in bytewise order',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      d 755 0:0 50 a
      f 644 0:0 51 a/x = 1
      f 644 0:0 51 a-b = 2
      f 644 0:0 51 a.b = 3
      f 644 0:0 51 ab = 4
      f 644 0:0 51 B = 5
    `,
    run: 'COPY . /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 51 n/B = 5
      d 755 0:0 50 n/a
      f 644 0:0 51 n/a-b = 2
      f 644 0:0 51 n/a.b = 3
      f 644 0:0 51 n/a/x = 1
      f 644 0:0 51 n/ab = 4
    `,
  },
];
