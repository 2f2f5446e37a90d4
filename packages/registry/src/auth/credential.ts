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
