import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'octal for a file and its new parents',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=701 a /n/m/k',
    expect: `
      d 701 0:0 now n
      d 701 0:0 now n/m
      f 701 0:0 100 n/m/k = hello
    `,
  },
  {
    name: 'octal by a slash',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=701 a /n/m/',
    expect: `
      d 701 0:0 now n
      d 701 0:0 now n/m
      f 701 0:0 100 n/m/a = hello
    `,
  },
  {
    name: 'octal for a tree',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=701 d /n',
    expect: `
      d 701 0:0 102 n
      d 701 0:0 104 n/e
      f 701 0:0 105 n/e/y = y
      f 701 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 701 0:0 103 n/x = x
    `,
  },
  {
    name: 'octal for a tree into an existing directory',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=701 d /app',
    expect: `
      d 750 3:4 102 app
      d 701 0:0 104 app/e
      f 701 0:0 105 app/e/y = y
      f 701 0:0 105 app/e/z = z
      l 777 0:0 106 app/l -> x
      f 701 0:0 103 app/x = x
    `,
  },
  {
    name: 'octal of four digits',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=4755 a /n/',
    expect: `
      d 755 0:0 now n
      f 4755 0:0 100 n/a = hello
    `,
  },
  {
    name: 'octal of four digits for a tree',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=7777 d /n/m',
    expect: `
      d 755 0:0 now n
      d 755 0:0 102 n/m
      d 7777 0:0 104 n/m/e
      f 7777 0:0 105 n/m/e/y = y
      f 7777 0:0 105 n/m/e/z = z
      l 777 0:0 106 n/m/l -> x
      f 7777 0:0 103 n/m/x = x
    `,
  },
  {
    name: 'octal zero',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=0 d /n',
    expect: `
      d 0 0:0 102 n
      d 0 0:0 104 n/e
      f 0 0:0 105 n/e/y = y
      f 0 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 0 0:0 103 n/x = x
    `,
  },
  {
    name: 'octal with leading zeros',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=000644 a /n',
    expect: `
      f 644 0:0 100 n = hello
    `,
  },
  {
    name: 'octal is not for links',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    src: `
      d 755 1:1 5 d
      l 777 1:1 5 d/l -> x
    `,
    run: 'COPY --from=src --chmod=600 d /n',
    expect: `
      d 600 0:0 5 n
      l 777 1:1 5 n/l -> x
    `,
  },
  {
    name: 'symbolic leaves new parents',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=go-rwx,u=rwX a /n/m/k',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      f 600 0:0 100 n/m/k = hello
    `,
  },
  {
    name: 'symbolic u=rwX,go=rX',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u=rwX,go=rX a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 100 n/a = hello
      d 1755 0:0 104 n/e
      f 644 0:0 105 n/e/y = y
      f 755 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a+x',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a+x a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 751 0:0 100 n/a = hello
      d 1511 0:0 104 n/e
      f 711 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 755 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic +x',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=+x a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 751 0:0 100 n/a = hello
      d 1511 0:0 104 n/e
      f 711 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 755 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic -w',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=-w a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 440 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 400 0:0 105 n/e/y = y
      f 4511 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 555 0:0 100 n/run = r
      f 6555 0:0 100 n/suid = s
      f 444 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u+s',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u+s a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 4640 0:0 100 n/a = hello
      d 5500 0:0 104 n/e
      f 4600 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 4755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 4644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic g+s',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=g+s a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 2640 0:0 100 n/a = hello
      d 3500 0:0 104 n/e
      f 2600 0:0 105 n/e/y = y
      f 6711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 2755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 2644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic +s',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=+s a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 6640 0:0 100 n/a = hello
      d 7500 0:0 104 n/e
      f 6600 0:0 105 n/e/y = y
      f 6711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 6755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 6644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic +t',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=+t a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 1640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 1600 0:0 105 n/e/y = y
      f 5711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 1755 0:0 100 n/run = r
      f 7755 0:0 100 n/suid = s
      f 1644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u+t',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u+t a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 1640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 1600 0:0 105 n/e/y = y
      f 5711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 1755 0:0 100 n/run = r
      f 7755 0:0 100 n/suid = s
      f 1644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic o+t',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=o+t a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic o+s',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=o+s a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a=r',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a=r a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 444 0:0 100 n/a = hello
      d 1444 0:0 104 n/e
      f 444 0:0 105 n/e/y = y
      f 444 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 444 0:0 100 n/run = r
      f 444 0:0 100 n/suid = s
      f 444 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic =rw,+X',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod==rw,+X a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 666 0:0 100 n/a = hello
      d 1777 0:0 104 n/e
      f 666 0:0 105 n/e/y = y
      f 777 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 777 0:0 100 n/run = r
      f 777 0:0 100 n/suid = s
      f 666 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic go=u-w',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=go=u-w a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 100 n/a = hello
      d 1555 0:0 104 n/e
      f 644 0:0 105 n/e/y = y
      f 4755 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u=g',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u=g a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 440 0:0 100 n/a = hello
      d 1000 0:0 104 n/e
      f 0 0:0 105 n/e/y = y
      f 4111 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 555 0:0 100 n/run = r
      f 6555 0:0 100 n/suid = s
      f 444 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic g=u',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=g=u a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 660 0:0 100 n/a = hello
      d 1550 0:0 104 n/e
      f 660 0:0 105 n/e/y = y
      f 4771 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 775 0:0 100 n/run = r
      f 6775 0:0 100 n/suid = s
      f 664 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic o=g,g=',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=o=g,g= a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 604 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4701 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 705 0:0 100 n/run = r
      f 4705 0:0 100 n/suid = s
      f 604 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u=',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u= a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 40 0:0 100 n/a = hello
      d 1000 0:0 104 n/e
      f 0 0:0 105 n/e/y = y
      f 11 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 55 0:0 100 n/run = r
      f 2055 0:0 100 n/suid = s
      f 44 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a-X',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a-X a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1400 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4600 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 644 0:0 100 n/run = r
      f 6644 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u-x,a+X',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u-x,a+X a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1511 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a=,a+X',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a=,a+X a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 0 0:0 100 n/a = hello
      d 1111 0:0 104 n/e
      f 0 0:0 105 n/e/y = y
      f 111 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 111 0:0 100 n/run = r
      f 111 0:0 100 n/suid = s
      f 0 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic ug+rw-x',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=ug+rw-x a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 660 0:0 100 n/a = hello
      d 1660 0:0 104 n/e
      f 660 0:0 105 n/e/y = y
      f 4661 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 665 0:0 100 n/run = r
      f 6665 0:0 100 n/suid = s
      f 664 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u+g',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u+g a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4711 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 755 0:0 100 n/run = r
      f 6755 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a+rwxst',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a+rwxst a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 7777 0:0 100 n/a = hello
      d 7777 0:0 104 n/e
      f 7777 0:0 105 n/e/y = y
      f 7777 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 7777 0:0 100 n/run = r
      f 7777 0:0 100 n/suid = s
      f 7777 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u=rws',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u=rws a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 4640 0:0 100 n/a = hello
      d 5600 0:0 104 n/e
      f 4600 0:0 105 n/e/y = y
      f 4611 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 4655 0:0 100 n/run = r
      f 6655 0:0 100 n/suid = s
      f 4644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic g=rs',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=g=rs a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 2640 0:0 100 n/a = hello
      d 3540 0:0 104 n/e
      f 2640 0:0 105 n/e/y = y
      f 6741 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 2745 0:0 100 n/run = r
      f 6745 0:0 100 n/suid = s
      f 2644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic o=t',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=o=t a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 1500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      f 4710 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 750 0:0 100 n/run = r
      f 6750 0:0 100 n/suid = s
      f 640 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic uo+w',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=uo+w a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 642 0:0 100 n/a = hello
      d 1702 0:0 104 n/e
      f 602 0:0 105 n/e/y = y
      f 4713 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 757 0:0 100 n/run = r
      f 6757 0:0 100 n/suid = s
      f 646 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u=rw-x+s',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u=rw-x+s a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 4640 0:0 100 n/a = hello
      d 5600 0:0 104 n/e
      f 4600 0:0 105 n/e/y = y
      f 4611 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 4655 0:0 100 n/run = r
      f 6655 0:0 100 n/suid = s
      f 4644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic a=u',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=a=u a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 666 0:0 100 n/a = hello
      d 1555 0:0 104 n/e
      f 666 0:0 105 n/e/y = y
      f 4777 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 777 0:0 100 n/run = r
      f 6777 0:0 100 n/suid = s
      f 666 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic go=u',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=go=u a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 666 0:0 100 n/a = hello
      d 1555 0:0 104 n/e
      f 666 0:0 105 n/e/y = y
      f 4777 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 777 0:0 100 n/run = r
      f 6777 0:0 100 n/suid = s
      f 666 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic u=ox',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=u=ox a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 140 0:0 100 n/a = hello
      d 1100 0:0 104 n/e
      f 100 0:0 105 n/e/y = y
      f 111 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 155 0:0 100 n/run = r
      f 2155 0:0 100 n/suid = s
      f 144 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic o=ur',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=o=ur a run suid d /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 100 n/a = hello
      d 1504 0:0 104 n/e
      f 604 0:0 105 n/e/y = y
      f 4714 0:0 105 n/e/z = z
      l 777 0:0 106 n/l -> x
      f 754 0:0 100 n/run = r
      f 6754 0:0 100 n/suid = s
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'symbolic for a tree over an existing directory',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chmod=g+w d /app',
    expect: `
      d 750 3:4 102 app
      d 1520 0:0 104 app/e
      f 620 0:0 105 app/e/y = y
      f 4731 0:0 105 app/e/z = z
      l 777 0:0 106 app/l -> x
      f 664 0:0 103 app/x = x
    `,
  },
  {
    name: 'symbolic by ADD',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'ADD --chmod=u=rw,go= a /n',
    expect: `
      f 600 0:0 100 n = hello
    `,
  },
  {
    name: 'owner and mode with special bits',
    base: `
      d 750 3:4 7 app
      d 711 3:4 7 app/e
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 100 run = r
      f 6755 0:0 100 suid = s
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 1500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 4711 0:0 105 d/e/z = z
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY --chown=5:6 --chmod=6755 a d /n/',
    expect: `
      d 755 5:6 102 n
      f 6755 5:6 100 n/a = hello
      d 6755 5:6 104 n/e
      f 6755 5:6 105 n/e/y = y
      f 6755 5:6 105 n/e/z = z
      l 777 5:6 106 n/l -> x
      f 6755 5:6 103 n/x = x
    `,
  },
];
