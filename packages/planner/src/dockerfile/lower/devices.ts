import { type DeviceOption, parseDevice, type RunNode } from '@strake/parser';

/** The devices of RUN --device. The parser has refused a file in which one cannot be read. */
export function runDevices(node: RunNode): readonly DeviceOption[] {
  return node.flags.flatMap((flag) => {
    const device = flag.name === 'device' ? parseDevice(flag) : undefined;
    return device && 'required' in device ? [device] : [];
  });
}
