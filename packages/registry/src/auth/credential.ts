/** A login. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  /** Instead of a password: what the token service gave at `docker login`, to be traded for tokens (OAuth 2). */
  readonly identityToken?: string;
}

/** Credentials for a registry host (`docker.io`, `ghcr.io`, `localhost:5000`), asked for only when it wants some. */
export interface CredentialProvider {
  get(host: string): Promise<Credential | undefined>;
}

/** Shorter ones would take away half of what is said. */
const SHORTEST_SECRET = 4;

/** What of a login, and of the header that was made of it, nothing may tell, in the forms that it is sent in. */
export function secretsOf(credential: Credential | undefined, authorization = ''): readonly string[] {
  const { password = '', identityToken = '' } = credential ?? {};
  const forms = [password, identityToken].flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return [...forms, authorization.replace(/^\S+ /, '')].filter((secret) => secret.length >= SHORTEST_SECRET);
}
