import { formatPlatform, parsePlatform } from '@strake/oci';
import { familiarName } from '../../images/familiar-name.ts';
import type { DescribedPlatform, ImageDetails } from '../../images/describe.ts';
import { hostPlatform } from '../../input/platform.ts';
import { UsageError } from '../usage-error.ts';

/** The image for the platform that is `wanted`; else this machine's, else the first. Throws `USAGE` where there is none. */
export function chosenPlatform(
  { images, id, name = id }: Pick<ImageDetails, 'images' | 'id' | 'name'>,
  wanted?: string,
): DescribedPlatform {
  const platform = wanted === undefined ? undefined : parsePlatform(wanted, hostPlatform());
  if (platform?.ok === false) throw new UsageError(`--platform ${wanted}: ${platform.message}`);
  const text = formatPlatform(platform?.value ?? hostPlatform());
  const found = images.find((image) => image.platform === text) ?? (wanted === undefined ? images[0] : undefined);
  if (found) return found;
  throw new UsageError(
    `${familiarName(name)} is not for ${text}`,
    `it is for ${images.map((image) => image.platform).join(', ')}`,
  );
}
