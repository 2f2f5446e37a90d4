import { normalizePlatform, type Platform } from '@strake/oci/model';
import { historyEntries } from '../config/history.ts';
import { type ImageDraft, imageConfigOf } from '../config/image-draft.ts';
import type { Target } from '../graph/vertex.ts';
import type { Setting } from './setting.ts';
import type { StageBuild } from './stage-build.ts';
import { nativePath } from './windows-paths.ts';

/** What the target stage ends in. */
export function targetOf({ image, root }: StageBuild, setting: Setting): Target {
  for (const [name, value] of Object.entries(setting.options.labels ?? {})) image.labels.set(name, value);
  const platform = normalizePlatform(imagePlatform(image, setting));
  return {
    platform,
    root,
    config: imageConfigOf({ ...image, platform, workingDir: nativePath(image.workingDir, platform.os) }),
    history: historyEntries(image.history),
    ...(setting.epoch === undefined ? {} : { epoch: setting.epoch }),
  };
}

/** The platform that was asked for; what it leaves open comes from the base when that is of the same kind. */
function imagePlatform({ platform: base }: ImageDraft, { platform, implicitPlatform }: Setting): Platform {
  if (implicitPlatform) return base;
  const same = base.os === platform.os && base.architecture === platform.architecture;
  return same ? { ...base, ...platform } : platform;
}
