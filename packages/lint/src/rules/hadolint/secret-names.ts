const SECRET =
  /password|passphrase|secret|token|username|credential|api_?key|access_?(?:key|code)|private_?key|encryption_?key/i;

/** Whether a variable is named like a secret, or like what goes with one. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}
