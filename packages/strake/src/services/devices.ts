import type { DeviceEdits } from '@strake/executor';
import { deviceEdits } from '../cdi/device-edits.ts';
import { findDevices, type WantedDevice } from '../cdi/find-devices.ts';
import { type CdiDevices, readDevices, SPEC_DIRECTORIES } from '../cdi/read-devices.ts';

/** The devices of this machine, read when they are first asked for. */
export interface Devices {
  known(): Promise<CdiDevices>;
  edits(wanted: readonly WantedDevice[]): Promise<DeviceEdits>;
}

/** `directories`: where CDI specifications are; default: Docker's. */
export function createDevices(directories: readonly string[] = SPEC_DIRECTORIES): Devices {
  let read: Promise<CdiDevices> | undefined;
  const known = (): Promise<CdiDevices> => (read ??= readDevices(directories));
  return {
    known,
    async edits(wanted) {
      const devices = await known();
      return deviceEdits(wanted.flatMap((device) => findDevices(device, devices)));
    },
  };
}
