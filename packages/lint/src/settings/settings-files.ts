/** Names of configuration files, the strongest first. */
export const SETTINGS_FILES: readonly string[] = [
  '.strakelint.yaml',
  '.strakelint.yml',
  '.strakelint.json',
  '.hadolint.yaml',
  '.hadolint.yml',
];
