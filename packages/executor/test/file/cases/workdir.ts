import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'new directories',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /x/y/z',
    expect: `
      d 755 0:0 now x
      d 755 0:0 now x/y
      d 755 0:0 now x/y/z
    `,
  },
  {
    name: 'an existing directory',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /app',
    expect: `

    `,
  },
  {
    name: 'a new directory in an existing one',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /app/x',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/x
    `,
  },
  {
    name: 'through a link',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /ln/x/y',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/x
      d 755 0:0 now app/x/y
    `,
  },
  {
    name: 'onto a link',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /ln',
    expect: `

    `,
  },
  {
    name: 'onto a dangling link',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /dang',
    expect: `
      d 755 0:0 now no
      d 755 0:0 now no/where
    `,
  },
  {
    name: 'below a dangling link',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /dang/x',
    expect: `
      d 755 0:0 now no
      d 755 0:0 now no/where
      d 755 0:0 now no/where/x
    `,
  },
  {
    name: 'onto a file',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /app/f',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'below a file',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /app/f/x',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'in a circle',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    run: 'WORKDIR /loop/x',
    error: 'LINK_LOOP',
  },
  {
    name: 'as a user by name',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: 'usr',
    run: 'WORKDIR /app/x/y',
    expect: `
      d 750 3:4 now app
      d 755 41:42 now app/x
      d 755 41:42 now app/x/y
    `,
  },
  {
    name: 'as a user and a group',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: 'usr:grp',
    run: 'WORKDIR /app/x/y',
    expect: `
      d 750 3:4 now app
      d 755 41:51 now app/x
      d 755 41:51 now app/x/y
    `,
  },
  {
    name: 'as ids',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: '5:6',
    run: 'WORKDIR /app/x/y',
    expect: `
      d 750 3:4 now app
      d 755 5:6 now app/x
      d 755 5:6 now app/x/y
    `,
  },
  {
    name: 'as an id',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: '5',
    run: 'WORKDIR /app/x/y',
    expect: `
      d 750 3:4 now app
      d 755 5:5 now app/x
      d 755 5:5 now app/x/y
    `,
  },
  {
    name: 'an existing directory as a user',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: 'usr',
    run: 'WORKDIR /app',
    expect: `

    `,
  },
  {
    name: 'as an unknown user',
    base: `
      d 750 3:4 7 app
      f 700 3:4 7 app/f = old
      l 777 0:0 8 ln -> app
      l 777 0:0 8 dang -> no/where
      l 777 0:0 8 loop -> loop
      d 755 0:0 5 etc
      f 644 0:0 6 etc/passwd = "usr:x:41:42::/:\\n"
      f 644 0:0 6 etc/group = "grp:x:51:\\n"
    `,
    user: 'who',
    run: 'WORKDIR /app/x/y',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/x
      d 755 0:0 now app/x/y
    `,
  },
  {
    name: 'as a user on scratch',
    user: 'who',
    run: 'WORKDIR /app',
    error: 'NO_USERS',
  },
  {
    name: 'scratch',
    run: 'WORKDIR /app/x',
    expect: `
      d 755 0:0 now app
      d 755 0:0 now app/x
    `,
  },
];
