import { concat, END, rawEntry, rawPax } from '../../../../oci/test/tar/raw-tar.ts';
import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Blobs, parseListing } from './listing.ts';
import { tarBytes } from './tar-bytes.ts';

function noiseTar(): Uint8Array {
  const content = randomBytes(300_000);
  return tarBytes(parseListing('f 644 1:2 100 noise = ').map((line) => ({ ...line, content })));
}

function tar(listing: string): Uint8Array {
  return tarBytes(parseListing(listing));
}

const plain = tar(`
  d 750 1:2 100 sub
  f 4755 3:4 101 sub/tool = tool
  l 777 5:6 102 sub/link -> tool
  f 640 7:8 103.5 top = top
`);
/** Of noise: no block of it holds back what has come before the end. */
const large = Buffer.concat([plain.subarray(0, -1024), noiseTar()]);
const notTar = Buffer.from('this is not an archive, however long it is made to be\n'.repeat(20));

/** A tar in which names repeat, change their type and lie below links. */
const tricky: Readonly<Record<string, Uint8Array>> = {
  'implied.tar': tar('f 644 1:2 100 a/b/c = deep'),
  'dotted.tar': tar('d 711 1:2 100 .\nd 750 3:4 100 ./x\nf 644 1:2 100 ./y = y\nf 644 1:2 100 ./x//z = z'),
  'dot-dot.tar': tar('d 750 3:4 100 x\nf 644 1:2 100 x/../y = y'),
  'dot-dot-link.tar': tar(
    'd 755 0:0 100 d/e\nl 777 0:0 100 l -> d/e\nf 644 0:0 100 l/../up = x\nh 644 0:0 100 h -> d/../up',
  ),
  'dot-dot-root.tar': tar('d 700 5:5 100 a/..\nf 644 0:0 100 f = f'),
  'absolute-escape.tar': tar('f 644 1:2 100 /../escaped = bad'),
  'absolute.tar': tar('f 644 1:2 100 /abs/file = abs'),
  'slash.tar': tar('f 644 1:2 100 a/ = a\nl 777 1:2 100 s/ -> a\nh 644 1:2 100 h/ -> a/'),
  'below-slash.tar': tar('f 644 1:2 100 a/ = a\nf 644 1:2 100 a/b = b'),
  'escaping.tar': tar('f 644 1:2 100 ok = ok\nf 644 1:2 100 ../escaped = bad'),
  'deep-escape.tar': tar('f 644 1:2 100 a/../../escaped = bad'),
  'link-then-file.tar': tar('l 777 0:0 100 ln -> /etc\nf 644 1:2 100 ln/passwd = bad'),
  'relative-link-then-file.tar': tar('d 755 0:0 100 real\nl 777 0:0 100 ln -> ../../real\nf 644 1:2 100 ln/file = in'),
  'duplicate.tar': tar('f 644 1:2 100 a = one\nf 600 3:4 200 a = two'),
  'dir-then-file.tar': tar('d 755 1:2 100 a\nf 644 1:2 100 a/b = b\nf 600 3:4 200 a = file'),
  'file-then-dir.tar': tar('f 600 3:4 200 a = file\nd 755 1:2 100 a\nf 644 1:2 100 a/b = b'),
  'hardlinks.tar': tar('f 644 1:2 100 one = body\nh 644 1:2 100 two -> one\nh 600 3:4 200 dir/three -> two'),
  'hardlink-absolute.tar': tar('f 644 1:2 100 one = body\nh 644 1:2 100 two -> /one'),
  'hardlink-escape.tar': tar('h 644 1:2 100 stolen -> ../../etc/passwd'),
  'hardlink-missing.tar': tar('h 644 1:2 100 x -> nowhere'),
  'hardlink-to-symlink.tar': tar('f 644 1:2 100 one = body\nl 777 1:2 100 s -> one\nh 644 5:6 200 t -> s'),
  'hardlinks-to-special.tar': tar('p 640 1:2 100 b\nh 601 5:6 200 a -> b\nc 666 1:2 100 c 5:1\nh 622 3:4 200 d -> c'),
  'hardlink-to-base.tar': tar('h 640 9:9 300 again -> old'),
  'over.tar': tar('d 700 5:5 100 d\nf 600 5:5 100 f = new\nl 777 5:5 100 s -> new'),
  'special.tar': tar('c 620 1:2 100 chr 5:1\nb 660 1:2 100 blk 8:0\np 600 1:2 100 fifo'),
  'xattr.tar': tar('f 755 1:2 100 ping = ping {security.capability=0100000202200000000000000000000000000000}'),
  'whiteout.tar': tar('f 644 0:0 100 .wh.gone = \nf 644 0:0 100 kept = kept'),
  'merge-dir.tar': tar('d 700 5:6 100 d\nf 644 5:6 100 d/new = new'),
  'dir-over-symlink.tar': tar('d 755 1:1 100 s\nf 644 1:1 100 s/x = x'),
  'through-base-link.tar': tar('f 644 1:1 100 s/x = x'),
  'file-over-dir.tar': tar('f 644 1:1 100 d = file'),
  'file-as-parent.tar': tar('f 644 1:1 100 f/x = x'),
  'dirs-only.tar': tar('d 1777 0:0 100 tmp\nd 2755 1:2 100 tmp/a'),
  'empty.tar': tar(''),
  'names.tar': tar('f 644 0:0 100 b-c = 1\nf 644 0:0 100 b/c = 2\nf 644 0:0 100 b.c = 3'),
  'old.tar': concat(
    ...['-5', '9223372037', '7'].flatMap((mtime, i) => [rawPax({ mtime }), rawEntry({ name: `f${i}` }, 'x')]),
    END,
  ),
  'dir-twice.tar': tar('d 755 1:1 100 d\nf 644 1:1 100 d/x = x\nd 700 2:2 200 d'),
};

/** Contents that listings name: archives of every kind, and things that only look like one. */
export const BLOBS: Blobs = {
  'plain.tar': plain,
  'plain.tar.gz': gzipSync(plain),
  'plain.tar.zst': zstdCompressSync(plain),
  'plain.tar.bz2': Buffer.from(
    'QlpoOTFBWSZTWaT+jTkAAP1bkf+QQAH/hgBGci/eQAQAAQAAKDAA2KiCTymp6eqGmaCHqaeoxNDNDDQyGmTQDENNNGhowRSaIU9E0B6jahmoaDag2px03Ry5mVxin8dd98pirECpdl39FPpMy1rWrTfbamUxddYrvzrMYTYNirCrlQMIj2apmY4Y9JZQMEgUDQ00qrxTCgk33kTugKSxAQgDAiQVCCJXr5rq5zxeqTGymglEJ3E5rW+kYZt6BMV2WLptNJkeUCapw/H7n156vzr3RLckHjqmKbZHsIcleciQZYkK0qIjuLuSKcKEhSf0acg=',
    'base64',
  ),
  'plain.tar.xz': Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4BP/AMldADmdSGQR5JSzSsi8zzuxAINhSyLVW1Ekkc2FnS4M6pAxyhbCy2HZZKC8K+wF4sKg5e3o/p8fp9auZ6mmsgpIs/H6jX6kScSS6AiANTfxVeXHx5fENK5nDNqpKpRR0CDXPFt9FNfewU307Csz1ZAWnEcAc+S7i60d7pWKUlt1NuO7arhfV6VCSD4M/3wIye2sXJUM5Ss6Vi/hVN30UylyaeTs2BaqDdRvhTtg6yDdTuzYN1KAXNYKgnYUw0VKNf0PVkd5VCj3lk5AAAAAAAALwbdEik49hwAB5QGAKAAAP9a7Y7HEZ/sCAAAAAARZWg==',
    'base64',
  ),
  'trailing.tar.gz': Buffer.concat([gzipSync(plain), notTar]),
  'trailing.tar.zst': Buffer.concat([zstdCompressSync(plain), notTar]),
  'cut-off.tar.gz': gzipSync(large).subarray(0, 150_000),
  'cut-off.tar.zst': zstdCompressSync(large).subarray(0, 150_000),
  'text.gz': gzipSync(notTar),
  'not-a-tar': notTar,
  'gzip-magic': Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]),
  'bzip2-magic': Buffer.from('BZh91AY&SY is only a text'),
  'truncated.tar': plain.subarray(0, 1024 + 512 + 100),
  'garbled.tar': Buffer.concat([plain.subarray(0, 512), Buffer.alloc(512, 0xff), plain.subarray(1024)]),
  ...tricky,
};
