import { syscallAbis } from '../seccomp/abi.ts';
import type { HeldCall } from '../syscalls/seccomp-notify.ts';

/** Whether it is the system call of that name, in the ABI that its caller used. */
export function isCall({ number, arch }: HeldCall, name: string): boolean {
  return (
    number ===
    syscallAbis()
      .find(({ audit }) => audit === arch)
      ?.numbers.get(name)
  );
}
