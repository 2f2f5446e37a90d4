const WORDS =
  /(?:^|_)(?:apikey|api_key|auth|credentials?|key|password|passwd|pwd|pword|secret|token|passphrase|private_key|access_key)(?:_|$)/i;
const NO_SECRETS = /(?:^|_)(?:public|file|version|path|dir|url|id)(?:_|$)/i;

/** Whether a variable is named like a secret. */
export function isSecretName(name: string): boolean {
  return WORDS.test(name) && !NO_SECRETS.test(name);
}
