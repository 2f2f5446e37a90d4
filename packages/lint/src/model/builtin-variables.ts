/** The arguments that every file has before its first line, for platforms `os/arch[/variant]`. */
export function platformVariables(
  target: string | undefined,
  build: string | undefined,
  targetStage: string,
): ReadonlyMap<string, string> {
  const to = target ?? 'linux/amd64';
  const values = new Map<string, string>();
  for (const [side, platform] of Object.entries({ BUILD: build ?? to, TARGET: to })) {
    const [os = 'linux', arch = 'amd64', variant = ''] = platform.split('/');
    values.set(`${side}PLATFORM`, platform);
    values.set(`${side}OS`, os);
    values.set(`${side}OSVERSION`, '');
    values.set(`${side}ARCH`, arch);
    values.set(`${side}VARIANT`, variant);
  }
  return values.set('TARGETSTAGE', targetStage || 'default');
}
