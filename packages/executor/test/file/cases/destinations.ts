import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'a file becomes the last name',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /new',
    expect: `
      f 640 0:0 100 new = hello
    `,
  },
  {
    name: 'a file over a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/old',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/old = hello
    `,
  },
  {
    name: 'a file into a directory by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'a file into a directory without a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'a file into a new directory by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /n/m/',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      f 640 0:0 100 n/m/a = hello
    `,
  },
  {
    name: 'a file into a new directory by a slash and a dot',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /n/m/.',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      f 640 0:0 100 n/m/a = hello
    `,
  },
  {
    name: 'a file to a file in new directories',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /n/m/k',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      f 640 0:0 100 n/m/k = hello
    `,
  },
  {
    name: 'a file into the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /',
    expect: `
      f 640 0:0 100 a = hello
    `,
  },
  {
    name: 'a file through a link to a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/link/',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 now app/sub
      f 640 0:0 100 app/sub/a = hello
    `,
  },
  {
    name: 'a file onto a link to a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/link',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 now app/sub
      f 640 0:0 100 app/sub/a = hello
    `,
  },
  {
    name: 'a file onto an absolute link to a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/abs',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 now app/sub
      f 640 0:0 100 app/sub/a = hello
    `,
  },
  {
    name: 'a file onto a chain of links',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /chain1',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 now app/sub
      f 640 0:0 100 app/sub/a = hello
    `,
  },
  {
    name: 'a file onto a link to a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/tofile',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/old = hello
    `,
  },
  {
    name: 'a file onto a dangling link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/dangling',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/nowhere = hello
    `,
  },
  {
    name: 'a file onto a link that dangles in missing directories',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/deep',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/no
      d 755 0:0 now app/no/where
      d 755 0:0 now app/no/where/at
      f 640 0:0 100 app/no/where/at/all = hello
    `,
  },
  {
    name: 'a file into a dangling link by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/dangling/',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/nowhere
      f 640 0:0 100 app/nowhere/a = hello
    `,
  },
  {
    name: 'a file below a dangling link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/dangling/q/r',
    expect: `
      d 750 3:4 now app
      d 755 0:0 now app/nowhere
      d 755 0:0 now app/nowhere/q
      f 640 0:0 100 app/nowhere/q/r = hello
    `,
  },
  {
    name: 'a link out of the root ends in the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /up/',
    expect: `
      d 755 0:0 now etc
      f 640 0:0 100 etc/a = hello
    `,
  },
  {
    name: 'a file onto a link to itself',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /loop',
    error: 'LINK_LOOP',
  },
  {
    name: 'a file below links in a circle',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /ping/x',
    error: 'LINK_LOOP',
  },
  {
    name: 'a file below a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/old/x',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a file into a file by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/old/',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a file deep below a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/old/x/y/z',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'two files without a slash: the last one stays',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a b /new',
    expect: `
      f 755 0:0 101 new = bee
    `,
  },
  {
    name: 'two files into a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a b /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/a = hello
      f 755 0:0 101 n/b = bee
    `,
  },
  {
    name: 'two files into an existing directory without a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a b /app',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/a = hello
      f 755 0:0 101 app/b = bee
    `,
  },
  {
    name: 'a file and a directory into a new directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a d /n/',
    expect: `
      d 755 0:0 102 n
      f 640 0:0 100 n/a = hello
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      l 777 0:0 106 n/l -> x
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a directory and a file without a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d a /n',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/a = hello
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      l 777 0:0 106 n/l -> x
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a file and a directory without a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a d /n',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a directory to a new path',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /n',
    expect: `
      d 755 0:0 102 n
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      l 777 0:0 106 n/l -> x
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a directory to a new path by a slash',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /n/',
    expect: `
      d 755 0:0 102 n
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      l 777 0:0 106 n/l -> x
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a directory to a deep new path',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /n/m/k',
    expect: `
      d 755 0:0 now n
      d 755 0:0 now n/m
      d 755 0:0 102 n/m/k
      d 500 0:0 104 n/m/k/e
      f 600 0:0 105 n/m/k/e/y = y
      l 777 0:0 106 n/m/k/l -> x
      f 644 0:0 103 n/m/k/x = x
    `,
  },
  {
    name: 'a directory into the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /',
    expect: `
      d 500 0:0 104 e
      f 600 0:0 105 e/y = y
      l 777 0:0 106 l -> x
      f 644 0:0 103 x = x
    `,
  },
  {
    name: 'a directory into an existing directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /app',
    expect: `
      d 750 3:4 102 app
      d 500 0:0 104 app/e
      f 600 0:0 105 app/e/y = y
      l 777 0:0 106 app/l -> x
      f 644 0:0 103 app/x = x
    `,
  },
  {
    name: 'a directory into an existing directory through a link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /app/link',
    expect: `
      d 750 3:4 5 app
      d 711 1:1 102 app/sub
      d 500 0:0 104 app/sub/e
      f 600 0:0 105 app/sub/e/y = y
      l 777 0:0 106 app/sub/l -> x
      f 644 0:0 103 app/sub/x = x
    `,
  },
  {
    name: 'a directory onto a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /app/old',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a directory onto a link to a file',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /app/tofile',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'a directory onto a dangling link',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d /app/dangling',
    expect: `
      d 750 3:4 now app
      d 755 0:0 102 app/nowhere
      d 500 0:0 104 app/nowhere/e
      f 600 0:0 105 app/nowhere/e/y = y
      l 777 0:0 106 app/nowhere/l -> x
      f 644 0:0 103 app/nowhere/x = x
    `,
  },
  {
    name: 'a directory with a slash and a dot',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY d/. /n',
    expect: `
      d 755 0:0 102 n
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/y = y
      l 777 0:0 106 n/l -> x
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'the whole context',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY . /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/a = hello
      f 755 0:0 101 n/b = bee
      d 700 0:0 102 n/d
      d 500 0:0 104 n/d/e
      f 600 0:0 105 n/d/e/y = y
      l 777 0:0 106 n/d/l -> x
      f 644 0:0 103 n/d/x = x
    `,
  },
  {
    name: 'dots above the root',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /../../n/../m',
    expect: `
      f 640 0:0 100 m = hello
    `,
  },
  {
    name: 'a name with a blank',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY ["a", "/n m/o p"]',
    expect: `
      d 755 0:0 now n%20m
      f 640 0:0 100 n%20m/o%20p = hello
    `,
  },
  {
    name: 'a name in another script',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /däta/ファイル',
    expect: `
      d 755 0:0 now däta
      f 640 0:0 100 däta/ファイル = hello
    `,
  },
  {
    name: 'a file over a link inside a directory',
    base: `
      d 750 3:4 5 app
      f 644 3:4 6 app/old = old
      d 711 1:1 7 app/sub
      f 600 1:1 8 app/sub/s = s
      l 777 2:2 9 app/link -> sub
      l 777 2:2 9 app/abs -> /app/sub
      l 777 2:2 9 app/tofile -> old
      l 777 2:2 9 app/dangling -> nowhere
      l 777 2:2 9 app/deep -> no/where/at/all
      l 777 2:2 9 up -> ../../../etc
      l 777 2:2 9 loop -> loop
      l 777 2:2 9 ping -> pong
      l 777 2:2 9 pong -> ping
      l 777 2:2 9 chain1 -> chain2
      l 777 2:2 9 chain2 -> app/abs
      d 755 0:0 10 etc
      f 644 0:0 11 etc/passwd = root:x:0:0
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /app/link/../tofile',
    expect: `
      d 750 3:4 now app
      f 640 0:0 100 app/old = hello
    `,
  },
  {
    name: 'a file over the same name that is a link',
    base: `
      d 755 0:0 5 app
      f 644 0:0 6 app/t = t
      l 777 0:0 7 app/a -> t
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY a /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/a = hello
    `,
  },
  {
    name: 'a file over the same name that is a directory',
    base: `
      d 755 0:0 5 app
      d 755 0:0 7 app/a
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY a /app/',
    error: 'IS_A_DIRECTORY',
  },
  {
    name: 'scratch: a file',
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a /',
    expect: `
      f 640 0:0 100 a = hello
    `,
  },
  {
    name: 'scratch: a file without a slash',
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY a n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'scratch: everything',
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
    `,
    run: 'COPY . .',
    expect: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b = bee
      d 700 0:0 102 d
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      l 777 0:0 106 d/l -> x
      f 644 0:0 103 d/x = x
    `,
  },
  {
    name: 'a link with dots behind another link',
    base: `
      d 755 0:0 5 x
      d 755 0:0 5 x/y
      l 777 0:0 6 l -> x/y
      l 777 0:0 6 m -> l/../z
    `,
    ctx: `
      f 640 0:0 100 a = hello
    `,
    run: 'COPY a /m',
    expect: `
      f 640 0:0 100 z = hello
    `,
  },
];
