import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: "a file to a new path",
    base: `
      d 755 0:0 5 app
      f 644 3:4 6 app/old = old
      d 750 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 0:0 9 app/link -> sub
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100.5 a = hello
    `,
    run: "COPY a /x/y/z",
    expect: `
      d 755 0:0 now x
      d 755 0:0 now x/y
      f 640 0:0 100 x/y/z = hello
    `,
  },
  {
    name: "a file into an existing directory",
    base: `
      d 755 0:0 5 app
      f 644 3:4 6 app/old = old
      d 750 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 0:0 9 app/link -> sub
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: "COPY a /app",
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/a = hello
    `,
  },
];
