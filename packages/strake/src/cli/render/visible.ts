/**
 * Text from a build made safe for a terminal: colours stay, everything else that could move the cursor, set titles or
 * hide text goes.
 */
export function visible(text: string): string {
  return text
    .replace(/\u001b\[[0-9;]*m/g, (colour) => colour.replace('\u001b', '\ue000'))
    .replace(/\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[ -/]*[0-~])/g, '')
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll('\ue000', '\u001b');
}

/** The last state of a line that a program redraws with carriage returns. */
export function settle(line: string): string {
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}
