import type { Case } from '../support/check.ts';

export const CASES: readonly Case[] = [
  {
    name: 'dots above the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ../../a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a leading slash',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY /a /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a missing file',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY missing /n',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a missing file in a directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY d/missing /n',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a file as a directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY a/x /n',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a file with a slash',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY a/ /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a link to a file',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY la /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a link to a file into a directory keeps its name',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY la /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/la = hello
    `,
  },
  {
    name: 'a chain of links',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY lchain /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/lchain = hello
    `,
  },
  {
    name: 'a link to a directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ld /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a link to a directory by a slash',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ld/ /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a path through a link',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ld/x /n',
    expect: `
      f 644 0:0 103 n = x
    `,
  },
  {
    name: 'an absolute link',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY labs /app/',
    expect: `
      d 755 0:0 now app
      f 644 0:0 103 app/labs = x
    `,
  },
  {
    name: 'a link out of the context',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY lout /app/',
    expect: `
      d 755 0:0 now app
      f 640 0:0 100 app/lout = hello
    `,
  },
  {
    name: 'a dangling link',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ldang /app/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a link in a circle',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY lloop /app/',
    error: 'LINK_LOOP',
  },
  {
    name: 'an empty directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY empty /n',
    expect: `
      d 755 0:0 111 n
    `,
  },
  {
    name: 'an empty directory into an existing one',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY empty /app',
    expect: `

    `,
  },
  {
    name: 'a name with a blank',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ["we ird", "/n"]',
    expect: `
      f 755 0:0 101 n = w
    `,
  },
  {
    name: 'wildcard for files',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *.txt /n/',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/b.txt = bee
      f 755 0:0 101 n/c.txt = sea
    `,
  },
  {
    name: 'wildcard for files without a slash',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *.txt /n',
    expect: `
      f 755 0:0 101 n = sea
    `,
  },
  {
    name: 'wildcard for files onto an existing directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *.txt /app',
    expect: `
      d 755 0:0 now app
      f 755 0:0 101 app/b.txt = bee
      f 755 0:0 101 app/c.txt = sea
    `,
  },
  {
    name: 'wildcard matches dotfiles',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *h* /n/',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/.hid = hid
      f 640 0:0 100 n/lchain = hello
    `,
  },
  {
    name: 'question mark',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ?.txt /n/',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/b.txt = bee
      f 755 0:0 101 n/c.txt = sea
    `,
  },
  {
    name: 'class',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY [b-c].txt /n/',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/b.txt = bee
      f 755 0:0 101 n/c.txt = sea
    `,
  },
  {
    name: 'negated class',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY [^c].txt /n/',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/b.txt = bee
    `,
  },
  {
    name: 'a class for a bracket',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ["[[]x]", "/n/"]',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/[x] = br
    `,
  },
  {
    name: 'an escaped star in JSON form',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ["st\\\\*r", "/n/"]',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/st*r = star
    `,
  },
  {
    name: 'wildcard over directories flattens them',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY d* /n/',
    expect: `
      d 755 0:0 110 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 600 0:0 105 n/x = d2x
      f 600 0:0 105 n/z = z
    `,
  },
  {
    name: 'wildcard in the middle',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY d*/x /n/',
    expect: `
      d 755 0:0 now n
      f 600 0:0 105 n/x = d2x
    `,
  },
  {
    name: 'wildcard for a directory below',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY */e /n/',
    expect: `
      d 755 0:0 104 n
      f 600 0:0 105 n/x = ex
      f 600 0:0 105 n/y = y
    `,
  },
  {
    name: 'double star is a star',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY **/x /n/',
    expect: `
      d 755 0:0 now n
      f 600 0:0 105 n/x = d2x
    `,
  },
  {
    name: 'double star alone takes the top',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ** /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard that matches links follows them',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY la* /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/la = hello
      f 644 0:0 103 n/labs = x
    `,
  },
  {
    name: 'wildcard that matches a link to a directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY l[d] /n/',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'wildcard does not look behind links',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY l*/x /n/',
    expect: `

    `,
  },
  {
    name: 'wildcard behind a link',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ld/*x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'wildcard without a match',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *.none /n/',
    expect: `

    `,
  },
  {
    name: 'wildcard without a match beside a file',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY *.none a /n/',
    expect: `
      d 755 0:0 now n
      f 640 0:0 100 n/a = hello
    `,
  },
  {
    name: 'wildcard in a missing directory',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY missing/* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard in a file',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY a/* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard matches a dangling link',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY ldan* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'malformed wildcard',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY [a- /n/',
    error: 'INVALID_PATTERN',
  },
  {
    name: 'wildcard star for everything',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY * /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard in the root of the base',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY d/* /',
    expect: `
      f 644 0:0 103 .dot = dot
      f 644 0:0 103 x = x
      f 600 0:0 105 y = y
    `,
  },
  {
    name: 'trailing dot of a file',
    base: `
      d 755 0:0 5 app
    `,
    ctx: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY a/. /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'a directory (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a missing file (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src missing /n',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'everything (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src / /',
    expect: `
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 [x] = br
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      d 700 0:0 102 d
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/x = ex
      f 600 0:0 105 d/e/y = y
      f 644 0:0 103 d/x = x
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lchain -> la
      l 777 0:0 112 ld -> d
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lout -> ../../../../a
      f 755 0:0 101 st*r = star
      f 755 0:0 101 we%20ird = w
    `,
  },
  {
    name: 'wildcard in a missing directory (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src missing/* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard in a file (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src a/* /n/',
    expect: `

    `,
  },
  {
    name: 'malformed wildcard (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src [a- /n/',
    error: 'INVALID_PATTERN',
  },
  {
    name: 'malformed wildcard deeper (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d/[a- /n/',
    error: 'INVALID_PATTERN',
  },
  {
    name: 'an escaped backslash (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ["st\\\\\\\\*r", "/n/"]',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a class with an escape (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ["[\\\\\\\\[]x]", "/n/"]',
    expect: `
      d 755 0:0 now n
      f 755 0:0 101 n/[x] = br
    `,
  },
  {
    name: 'double star alone takes the top (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 644 0:0 5 a = a
      d 700 1:1 6 d
      f 644 0:0 5 d/x = x
      d 700 1:1 6 d/d
      f 644 0:0 5 d/d/y = y
    `,
    run: 'COPY --from=src ** /n/',
    expect: `
      d 755 0:0 6 n
      f 644 0:0 5 n/a = a
      d 700 1:1 6 n/d
      f 644 0:0 5 n/d/y = y
      f 644 0:0 5 n/x = x
    `,
  },
  {
    name: 'star for everything (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 644 0:0 5 a = a
      d 700 1:1 6 d
      f 644 0:0 5 d/x = x
      d 700 1:1 6 d/d
      f 644 0:0 5 d/d/y = y
    `,
    run: 'COPY --from=src * /n/',
    expect: `
      d 755 0:0 6 n
      f 644 0:0 5 n/a = a
      d 700 1:1 6 n/d
      f 644 0:0 5 n/d/y = y
      f 644 0:0 5 n/x = x
    `,
  },
  {
    name: 'wildcard with a dangling link (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ldan* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a path through a circle (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src lloop/x /n/',
    error: 'LINK_LOOP',
  },
  {
    name: 'wildcard behind a circle (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src lloop/* /n/',
    error: 'LINK_LOOP',
  },
  {
    name: 'wildcard behind a dangling link (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ldang/* /n/',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'a file as a directory (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src a/x /n',
    error: 'SOURCE_NOT_FOUND',
  },
  {
    name: 'wildcard onto a file (image)',
    base: `
      d 755 0:0 5 app
      f 644 0:0 5 app/f = f
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src *.txt /app/f',
    expect: `
      d 755 0:0 now app
      f 755 0:0 101 app/f = sea
    `,
  },
  {
    name: 'wildcard directories onto a file (image)',
    base: `
      d 755 0:0 5 app
      f 644 0:0 5 app/f = f
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d* /app/f',
    error: 'NOT_A_DIRECTORY',
  },
  {
    name: 'wildcard for a single directory takes its contents (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d2* /n',
    expect: `
      d 755 0:0 110 n
      f 600 0:0 105 n/x = d2x
      f 600 0:0 105 n/z = z
    `,
  },
  {
    name: 'wildcard with a name in a class over a slash (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d[/]x /n',
    expect: `
      f 644 0:0 103 n = x
    `,
  },
  {
    name: 'wildcard of nested levels (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src */*/? /n/',
    expect: `
      d 755 0:0 now n
      f 600 0:0 105 n/x = ex
      f 600 0:0 105 n/y = y
    `,
  },
  {
    name: 'wildcard with a unicode question mark (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 644 0:0 5 é.x = a
      f 644 0:0 5 😀.x = b
      f 644 0:0 5 ab.x = c
    `,
    run: 'COPY --from=src ?.x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 5 n/é.x = a
      f 644 0:0 5 n/😀.x = b
    `,
  },
  {
    name: 'wildcard with a unicode range (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 644 0:0 5 é.x = a
      f 644 0:0 5 e.x = b
    `,
    run: 'COPY --from=src [à-ü].x /n/',
    expect: `
      d 755 0:0 now n
      f 644 0:0 5 n/é.x = a
    `,
  },
  {
    name: 'a name in pieces of dots (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ./d/../d2/./x /n/',
    expect: `
      d 755 0:0 now n
      f 600 0:0 105 n/x = d2x
    `,
  },
  {
    name: 'a link to a directory (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src ld /n',
    expect: `
      d 755 0:0 102 n
      f 644 0:0 103 n/.dot = dot
      d 500 0:0 104 n/e
      f 600 0:0 105 n/e/x = ex
      f 600 0:0 105 n/e/y = y
      f 644 0:0 103 n/x = x
    `,
  },
  {
    name: 'a link out of the root (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src lout /n',
    expect: `
      f 640 0:0 100 n = hello
    `,
  },
  {
    name: 'wildcard (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      f 640 0:0 100 a = hello
      f 755 0:0 101 b.txt = bee
      f 755 0:0 101 c.txt = sea
      f 755 0:0 101 .hid = hid
      f 755 0:0 101 we%20ird = w
      f 755 0:0 101 [x] = br
      f 755 0:0 101 st*r = star
      d 700 0:0 102 d
      f 644 0:0 103 d/x = x
      f 644 0:0 103 d/.dot = dot
      d 500 0:0 104 d/e
      f 600 0:0 105 d/e/y = y
      f 600 0:0 105 d/e/x = ex
      d 755 0:0 110 d2
      f 600 0:0 105 d2/x = d2x
      f 600 0:0 105 d2/z = z
      d 755 0:0 111 empty
      l 777 0:0 112 la -> a
      l 777 0:0 112 ld -> d
      l 777 0:0 112 labs -> /d/x
      l 777 0:0 112 lout -> ../../../../a
      l 777 0:0 112 ldang -> gone
      l 777 0:0 112 lloop -> lloop
      l 777 0:0 112 lchain -> la
    `,
    run: 'COPY --from=src d*/x /n/',
    expect: `
      d 755 0:0 now n
      f 600 0:0 105 n/x = d2x
    `,
  },
  {
    name: 'a dangling link inside a directory is kept (image)',
    base: `
      d 755 0:0 5 app
    `,
    src: `
      d 755 1:1 50 k
      l 777 1:2 51 k/dang -> gone
      l 777 1:2 51 k/abs -> /etc/passwd
    `,
    run: 'COPY --from=src . /n/',
    expect: `
      d 755 0:0 now n
      d 755 1:1 50 n/k
      l 777 1:2 51 n/k/abs -> /etc/passwd
      l 777 1:2 51 n/k/dang -> gone
    `,
  },
];
