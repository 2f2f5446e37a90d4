const SAMPLES = 16;
const SAMPLE = 1024;

/**
 * Whether no byte is much more frequent than others, as in what is compressed or encrypted already. Takes a glance at parts;
 * what repeats itself may pass for random.
 */
export function looksRandom(data: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  const step = Math.max(SAMPLE, Math.floor(data.byteLength / SAMPLES));
  let seen = 0;
  for (let start = 0; start + SAMPLE <= data.byteLength; start += step) {
    for (let i = start; i < start + SAMPLE; i += 1)
      counts[data[i] as number] = (counts[data[i] as number] as number) + 1;
    seen += SAMPLE;
  }
  return counts.every((count) => count <= (2 * seen) / 256);
}
