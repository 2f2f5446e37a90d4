import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'nested directories take mode, owner and time of the source',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    ctx: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
    run: 'COPY d /t',
    expect: `
      d 750 3:4 50 t
      d 700 0:0 51 t/etc
      f 600 0:0 52 t/etc/x = new
      d 2711 0:0 53 t/new
      f 4711 0:0 54 t/new/s = s
      d 1777 0:0 55 t/tmp
    `,
  },
  {
    name: 'nested directories with an owner',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    ctx: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
    run: 'COPY --chown=7:8 d /t',
    expect: `
      d 750 3:4 50 t
      d 700 7:8 51 t/etc
      f 600 7:8 52 t/etc/x = new
      d 2711 7:8 53 t/new
      f 4711 7:8 54 t/new/s = s
      d 1777 7:8 55 t/tmp
    `,
  },
  {
    name: 'nested directories with a mode',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    ctx: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
    run: 'COPY --chmod=705 d /t',
    expect: `
      d 750 3:4 50 t
      d 705 0:0 51 t/etc
      f 705 0:0 52 t/etc/x = new
      d 705 0:0 53 t/new
      f 705 0:0 54 t/new/s = s
      d 705 0:0 55 t/tmp
    `,
  },
  {
    name: 'top directory of the base keeps all but its time',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    ctx: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
    run: 'COPY d/etc /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 51 t/etc
      f 600 0:0 52 t/etc/x = new
    `,
  },
  {
    name: 'a tree into the root',
    base: `
      d 700 3:3 4 d
      d 711 3:3 4 d/etc
      f 644 3:3 4 d/etc/q = q
    `,
    ctx: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
    run: 'COPY . /',
    expect: `
      d 777 0:0 50 d
      d 700 0:0 51 d/etc
      f 600 0:0 52 d/etc/x = new
      d 2711 0:0 53 d/new
      f 4711 0:0 54 d/new/s = s
      d 1777 0:0 55 d/tmp
    `,
  },
  {
    name: 'a file in a tree over a directory',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 1:1 51 d/etc = file
    `,
    run: 'COPY --from=src d /t',
    error: 'IS_A_DIRECTORY',
  },
  {
    name: 'a directory in a tree over a file',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      d 755 1:1 51 d/x
      f 644 1:1 52 d/x/y = y
    `,
    run: 'COPY --from=src d /t/etc',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a directory in a tree over a link to a directory',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      d 755 1:1 51 d/ln
      f 644 1:1 52 d/ln/y = y
    `,
    run: 'COPY --from=src d /t',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a directory in a tree over a link to a file',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      d 755 1:1 51 d/fl
    `,
    run: 'COPY --from=src d /t',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a file in a tree over a link',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 1:1 51 d/ln = file
      f 600 1:1 51 d/fl = file
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 750 3:4 50 t
      f 600 1:1 51 t/fl = file
      f 644 1:1 51 t/ln = file
    `,
  },
  {
    name: 'a link in a tree over a file',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      l 777 1:1 51 d/x -> keep
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 50 t/etc
      l 777 1:1 51 t/etc/x -> keep
    `,
  },
  {
    name: 'a link in a tree over a directory',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      l 777 1:1 51 d/etc -> other
    `,
    run: 'COPY --from=src d /t',
    error: 'IS_A_DIRECTORY',
  },
  {
    name: 'a link in a tree over a link',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      l 777 1:1 51 d/ln -> other
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 750 3:4 50 t
      l 777 1:1 51 t/ln -> other
    `,
  },
  {
    name: 'a pipe over a file',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      p 640 1:1 51 d/x
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 50 t/etc
      p 640 1:1 51 t/etc/x
    `,
  },
  {
    name: 'a file over one of two hard links',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 1:1 51 d/suid = new
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 750 3:4 50 t
      f 644 1:1 51 t/suid = new
    `,
  },
  {
    name: 'an equal directory is not in the layer',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 700 9:9 50 d
      d 700 9:9 77 d/other
    `,
    run: 'COPY --from=src d /t',
    expect: `

    `,
  },
  {
    name: 'a directory that only differs in owner',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 700 9:9 50 d
      d 700 9:1 77 d/other
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 750 3:4 50 t
      d 700 9:1 77 t/other
    `,
  },
  {
    name: 'a directory that only differs in mode',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 700 9:9 50 d
      d 701 9:9 77 d/other
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 750 3:4 50 t
      d 701 9:9 77 t/other
    `,
  },
  {
    name: 'an equal file is not in the layer',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 4:4 7 d/x = old
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `

    `,
  },
  {
    name: 'a file of equal times and other content',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 4:4 7 d/x = odd
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 50 t/etc
      f 644 4:4 7 t/etc/x = odd
    `,
  },
  {
    name: 'an equal file of another time',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 4:4 8 d/x = old
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 50 t/etc
      f 644 4:4 8 t/etc/x = old
    `,
  },
  {
    name: 'an equal link is not in the layer',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      l 777 2:2 9 d/ln -> etc
    `,
    run: 'COPY --from=src d /t',
    expect: `

    `,
  },
  {
    name: 'an equal file of another owner',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 644 4:5 7 d/x = old
    `,
    run: 'COPY --from=src d /t/etc',
    expect: `
      d 750 3:4 5 t
      d 775 4:4 50 t/etc
      f 644 4:5 7 t/etc/x = old
    `,
  },
  {
    name: 'an equal empty file',
    base: `
      d 755 0:0 1 t
      f 644 1:1 9 t/e =
    `,
    src: `
      d 755 1:1 50 d
      f 644 1:1 9 d/e =
    `,
    run: 'COPY --from=src d /t',
    expect: `

    `,
  },
  {
    name: 'files of an empty and of a filled directory',
    base: `
      d 755 0:0 1 t
    `,
    src: `
      d 755 1:1 50 d
      d 711 1:1 9 d/e
      d 711 1:1 9 d/f
      f 644 1:1 9 d/f/f = f
    `,
    run: 'COPY --from=src d /t',
    expect: `
      d 755 0:0 50 t
      d 711 1:1 9 t/e
      d 711 1:1 9 t/f
      f 644 1:1 9 t/f/f = f
    `,
  },
  {
    name: 'image metadata is kept',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 1:1 50 d
      f 4755 11:12 51 d/suid = s
      f 2755 11:12 51 d/sgid = s
      d 1777 11:12 51 d/tmp
      l 777 13:14 51 d/l -> suid
      f 0 1:1 52 d/none = n
    `,
    run: 'COPY --from=src d /n/',
    expect: `
      d 755 0:0 50 n
      l 777 13:14 51 n/l -> suid
      f 0 1:1 52 n/none = n
      f 2755 11:12 51 n/sgid = s
      f 4755 11:12 51 n/suid = s
      d 1777 11:12 51 n/tmp
    `,
  },
  {
    name: 'the root of an image into the root',
    base: `
      d 750 3:4 5 t
      d 775 4:4 6 t/etc
      f 644 4:4 7 t/etc/keep = keep
      f 644 4:4 7 t/etc/x = old
      d 700 9:9 8 t/other
      l 777 2:2 9 t/ln -> etc
      l 777 2:2 9 t/fl -> etc/x
      f 4755 2:2 9 t/suid = suid
      h 4755 2:2 9 t/suid2 -> t/suid
    `,
    src: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/a = a
      d 700 5:5 5 root
    `,
    run: 'COPY --from=src / /',
    expect: `
      d 755 0:0 5 etc
      f 644 0:0 6 etc/a = a
      d 700 5:5 5 root
    `,
  },
];
