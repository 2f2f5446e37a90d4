import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a file into an existing directory by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'a file onto an existing directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /app',
    expect: `
      f 640 0:0 100 app = hello
    `,
  },
  {
    name: 'a file onto a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /ln',
    expect: `
      f 640 0:0 100 ln = hello
    `,
  },
  {
    name: 'a file below a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /ln/x',
    expect: `
      d 755 0:0 now ln
      f 640 0:0 100 ln/x = hello
    `,
  },
  {
    name: 'a file into a link by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /ln/',
    expect: `
      d 755 0:0 now ln
      f 640 0:0 100 ln/a = hello
    `,
  },
  {
    name: 'a file over a link to a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /app/fl',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/fl = hello
    `,
  },
  {
    name: 'a file below a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /app/old/x',
    expect: `
      d 755 0:0 now app
      d 755 0:0 now app/old
      f 640 0:0 100 app/old/x = hello
    `,
  },
  {
    name: 'a directory onto an existing directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link d /app',
    expect: `
      d 755 0:0 102 app
      d 500 0:0 104 app/e
      f 600 0:0 105 app/e/y = y
      f 644 0:0 103 app/x = x
    `,
  },
  {
    name: 'a directory onto a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link d /ln',
    expect: `
      d 755 0:0 102 ln
      d 500 0:0 104 ln/e
      f 600 0:0 105 ln/e/y = y
      f 644 0:0 103 ln/x = x
    `,
  },
  {
    name: 'a directory onto a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link d /app/old',
    expect: `
      d 755 0:0 now app
      d 755 0:0 102 app/old
      d 500 0:0 104 app/old/e
      f 600 0:0 105 app/old/e/y = y
      f 644 0:0 103 app/old/x = x
    `,
  },
  {
    name: 'owner by ids',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link --chown=5:6 a /app/',
    expect: `
      d 755 5:6 now app
      f 640 5:6 100 app/a = hello
    `,
  },
  {
    name: 'owner by name',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link --chown=usr a /app/',
    error: 'NO_USERS',
  },
  {
    name: 'a mode ends the link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link --chmod=600 a /ln/',
    expect: `
      d 750 3:4 now app
      f 600 0:0 100 app/a = hello
    `,
  },
  {
    name: 'from an image',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    src: `
      d 755 1:1 5 d
      f 600 5:6 7 d/f = f
    `,
    run: 'COPY --link --from=src d /app',
    expect: `
      d 755 0:0 5 app
      f 600 5:6 7 app/f = f
    `,
  },
  {
    name: 'two sources',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a d /app/',
    expect: `
      d 755 0:0 102 app
      f 640 0:0 100 app/a = hello
      d 500 0:0 104 app/e
      f 600 0:0 105 app/e/y = y
      f 644 0:0 103 app/x = x
    `,
  },
  {
    name: 'a heredoc',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link <<N /app/\nn\nN',
    expect: `
      d 755 0:0 now app
      f 644 0:0 now app/N = "n\\n"
    `,
  },
  {
    name: 'ADD',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'ADD --link a /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'ADD of an archive',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 644 0:0 5 p.tar @plain.tar
    `,
    run: 'ADD --link p.tar /app/',
    expect: `
      d 755 0:0 now app
      d 750 1:2 100 app/sub
      l 777 5:6 102 app/sub/link -> tool
      f 4755 3:4 101 app/sub/tool = tool
      f 640 7:8 103 app/top = top
    `,
  },
  {
    name: 'scratch',
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link a /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'a wildcard without match',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 ln -> app
      l 777 2:2 9 app/fl -> old
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = usr:x:41:42::/:
    `,
    ctx: `
      f 640 0:0 100 a = hello
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
    `,
    run: 'COPY --link *.none /app/',
    expect: `

    `,
  },
];
