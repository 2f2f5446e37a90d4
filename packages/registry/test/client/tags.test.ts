import { describe, expect, test } from 'vitest';
import { RegistryError } from '../../src/index.ts';
import { type Answer, type MemoryRegistry, status } from '../../src/testing.ts';
import { asked, client, reference, registry } from '../support/client.ts';

const page = (tags: unknown, link?: string): Answer => ({
  status: 200,
  headers: link === undefined ? {} : { link },
  body: new TextEncoder().encode(JSON.stringify({ name: 'app', tags })),
});

function tag({ addManifest }: MemoryRegistry, repository: string, name: string): void {
  addManifest(repository, name, new TextEncoder().encode('{}'));
}

describe('the tags of a repository', () => {
  test('are listed, without digests', async () => {
    const source = await registry();
    for (const name of ['v2', 'v1']) tag(source, 'team/app', name);
    tag(source, 'team/other', 'v3');
    expect(await client().tags(reference(`${source.host}/team/app`))).toEqual(['v1', 'v2']);
    expect(asked(source)).toEqual(['GET team/app/tags/list?n=1000']);
  });

  test('are listed page by page up to a limit', async () => {
    const source = await registry();
    for (let i = 0; i < 5; i++) tag(source, 'app', `v${i}`);
    const paged = await registry({
      fault: ({ path }) => {
        const query = new URL(path, 'http://x').searchParams;
        const last = Number(query.get('last') ?? 0);
        const link = `<https://elsewhere.example/other/path?last=${last + 2}>; rel="next"`;
        return () => page([`t${last}`, `t${last + 1}`], link);
      },
    });
    expect(await client().tags(reference(`${source.host}/app`), { limit: 3 })).toEqual(['v0', 'v1', 'v2']);
    expect(await client().tags(reference(`${paged.host}/app`), { limit: 5 })).toEqual(['t0', 't1', 't2', 't3', 't4']);
    // The link's host and path are not believed.
    expect(asked(paged)).toEqual(['GET app/tags/list?n=5', 'GET app/tags/list?last=2', 'GET app/tags/list?last=4']);
  });

  test('of the registry come in several pages where it gives few at a time', async () => {
    const source = await registry();
    for (let i = 0; i < 1003; i++) tag(source, 'app', `v${i}`);
    expect(await client().tags(reference(`${source.host}/app`))).toHaveLength(1003);
    expect(asked(source)).toHaveLength(2);
  });

  test.each<[string, Answer, readonly string[]]>([
    ['null', page(null), []],
    ['what is no tag', page(['ok', 'a/b', '../x', '', 1, 'x'.repeat(129), '-a']), ['ok']],
    ['pages that say the same for ever', page(['a'], '</v2/app/tags/list?last=a>; rel="next"'), ['a']],
    ['a link to something else', page(['a'], '</v2/app/tags/list?last=a>; rel="prev"'), ['a']],
    ['a link that is none', page(['a'], 'rel=next'), ['a']],
  ])('with %s', async (_name, answer, tags) => {
    const source = await registry({ fault: () => () => answer });
    expect(await client().tags(reference(`${source.host}/app`))).toEqual(tags);
  });

  test.each<[string, Answer, string]>([
    ['no such repository', { status: 404 }, 'IMAGE_NOT_FOUND'],
    ['a refusal', { status: 403 }, 'UNAUTHORIZED'],
    ['no JSON', { status: 200, body: new TextEncoder().encode('<html>') }, 'INVALID'],
    ['no list', page('a'), 'INVALID'],
    ['endless text', { status: 200, body: new Uint8Array(5_000_000).fill(32) }, 'INVALID'],
  ])('end with an error for %s', async (_name, answer, code) => {
    const source = await registry({ fault: () => () => answer });
    const tags = client().tags(reference(`${source.host}/app`));
    await expect(tags).rejects.toThrow(RegistryError);
    await expect(tags).rejects.toMatchObject({ code });
  });

  test('are not waited for by who has gone', async () => {
    const source = await registry({ fault: () => status(500) });
    await expect(client().tags(reference(`${source.host}/app`), { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  test('of a private repository need a login', async () => {
    const login = { username: 'me', password: 'secret' };
    const source = await registry({ login: { ...login } });
    tag(source, 'app', 'v1');
    const credentials = { get: async () => login };
    expect(await client({ credentials }).tags(reference(`${source.host}/app`))).toEqual(['v1']);
    await expect(client().tags(reference(`${source.host}/app`))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
