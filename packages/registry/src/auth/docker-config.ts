import type { Credential, CredentialProvider } from './credential.ts';

/**
 * What `docker-credential-HELPER get` prints when SERVER is on its standard input; undefined when it has nothing for it. Throws
 * an `Error` that says why it fails.
 */
export type AskHelper = (helper: string, server: string) => Promise<string | undefined>;

/** Names under which docker.io's credentials are kept, the usual one first. */
const DOCKER_HUB = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];

/**
 * The credentials in Docker's `config.json`: `auths`, `credHelpers` and `credsStore`. Whatever is not as expected there
 * counts as absent. `warn` hears of helpers that fail, and of logins that are none.
 */
export function dockerConfigCredentials(
  config: unknown,
  askHelper: AskHelper,
  warn: (message: string) => void = () => {},
): CredentialProvider {
  const { auths, credHelpers, credsStore } = objectOf(config);
  const ask = async (helper: unknown, server: string): Promise<Credential | undefined> => {
    // The name becomes part of a program's name.
    if (typeof helper !== 'string' || !/^[A-Za-z0-9_.-]+$/.test(helper)) return undefined;
    try {
      const answer = await askHelper(helper, server);
      return answer === undefined ? undefined : helperAnswer(answer);
    } catch (error) {
      warn(`no credentials for ${server} from docker-credential-${helper}: ${(error as Error).message}`);
      return undefined;
    }
  };
  return {
    async get(host) {
      const [first = host] = namesOf(host);
      for (const [server, helper] of entriesFor(credHelpers, host)) return ask(helper, server);
      for (const [server, entry] of entriesFor(auths, host)) {
        const found = inline(objectOf(entry));
        if (found) return found;
        if (objectOf(entry)['auth']) warn(`no credentials for ${server}: its "auth" is not USER:PASSWORD in base64`);
      }
      return ask(credsStore, first);
    },
  };
}

function namesOf(host: string): readonly string[] {
  return host === 'docker.io' ? DOCKER_HUB : [host];
}

/** Entries for the host: keys are hosts or URLs, whose scheme and path do not count. */
function entriesFor(map: unknown, host: string): readonly (readonly [string, unknown])[] {
  const hosts = new Set(namesOf(host).map(hostOf));
  return Object.entries(objectOf(map)).filter(([key]) => hosts.has(hostOf(key)));
}

function hostOf(name: string): string {
  return name.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

function inline(entry: Readonly<Record<string, unknown>>): Credential | undefined {
  const [username, password] = loginOf(entry);
  const { identitytoken } = entry;
  if (typeof identitytoken === 'string' && identitytoken !== '')
    return { username, password, identityToken: identitytoken };
  return username === '' ? undefined : { username, password };
}

function loginOf({ auth, username, password }: Readonly<Record<string, unknown>>): readonly [string, string] {
  if (typeof username === 'string' && typeof password === 'string' && username !== '') return [username, password];
  const text = typeof auth === 'string' ? decodeBase64(auth) : '';
  const colon = text.indexOf(':');
  return colon > 0 ? [text.slice(0, colon), text.slice(colon + 1)] : ['', ''];
}

function decodeBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes).replaceAll('\0', '');
  } catch {
    return '';
  }
}

function helperAnswer(text: string): Credential | undefined {
  const answer = parseJson(text);
  if (answer === undefined) throw new Error('what it prints is no JSON');
  const { Username: username, Secret: secret } = objectOf(answer);
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  if (username === '<token>') return { username, password: '', identityToken: secret };
  return { username, password: secret };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
