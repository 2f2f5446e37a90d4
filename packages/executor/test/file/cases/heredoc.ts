import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'a file by its path',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<N /x/y\nhello\nN',
    expect: `
      d 755 0:0 now x
      f 644 0:0 now x/y = "hello\\n"
    `,
  },
  {
    name: 'a file into a new directory',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<N /x/\nhello\nN',
    expect: `
      d 755 0:0 now x
      f 644 0:0 now x/N = "hello\\n"
    `,
  },
  {
    name: 'a file into an existing directory',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<M /app\nhello\nM',
    expect: `
      d 750 3:4 now app
      f 644 0:0 now app/M = "hello\\n"
    `,
  },
  {
    name: 'a file over another',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<N /app/\nhello\nN',
    expect: `
      d 750 3:4 now app
      f 644 0:0 now app/N = "hello\\n"
    `,
  },
  {
    name: 'a file through a link',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<N /ln/q\nhello\nN',
    expect: `
      d 750 3:4 now app
      f 644 0:0 now app/q = "hello\\n"
    `,
  },
  {
    name: 'a file with mode and owner',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY --chmod=4755 --chown=usr <<N /x/y/\nhello\nN',
    expect: `
      d 755 41:42 now x
      d 755 41:42 now x/y
      f 4755 41:42 now x/y/N = "hello\\n"
    `,
  },
  {
    name: 'a file with a symbolic mode',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY --chmod=a+x <<N /x/y/\nhello\nN',
    expect: `
      d 755 0:0 now x
      d 755 0:0 now x/y
      f 755 0:0 now x/y/N = "hello\\n"
    `,
  },
  {
    name: 'two files',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<A <<B /x/\na\nA\nb\nB',
    expect: `
      d 755 0:0 now x
      f 644 0:0 now x/A = "a\\n"
      f 644 0:0 now x/B = "b\\n"
    `,
  },
  {
    name: 'two files without a slash',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<A <<B /x\na\nA\nb\nB',
    expect: `
      f 644 0:0 now x = "b\\n"
    `,
  },
  {
    name: 'a file and a source',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY a <<B /x/\nb\nB',
    expect: `
      d 755 0:0 now x
      f 644 0:0 now x/B = "b\\n"
      f 640 0:0 100 x/a = hello
    `,
  },
  {
    name: 'an empty file',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<B /x\nB',
    expect: `
      f 644 0:0 now x =
    `,
  },
  {
    name: 'ADD',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/N = old
      l 777 0:0 8 ln -> app
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'ADD <<B /x/\nb\nB',
    expect: `
      d 755 0:0 now x
      f 644 0:0 now x/B = "b\\n"
    `,
  },
  {
    name: 'a file onto a directory',
    base: `
      d 755 0:0 5 app
      d 755 0:0 5 app/N
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY <<N /app\nhello\nN',
    error: 'IS_A_DIRECTORY',
  },
];
