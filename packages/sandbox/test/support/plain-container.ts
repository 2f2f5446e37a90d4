/**
 * `node plain-container.ts PROGRAM [ARG...]`: becomes the program with what Docker gives root in a container by default: its
 * capabilities and its system call filter, which allow neither namespaces nor mounts.
 */
import { CAPABILITIES, DEFAULT_CAPABILITIES } from '../../src/runtime/capabilities.ts';
import { syscallAbis } from '../../src/seccomp/abi.ts';
import { compileFilter } from '../../src/seccomp/compile.ts';
import { UNANSWERED_PROFILE } from '../../src/seccomp/profile.ts';
import { execve, installFilter, keepOnExec, limitCapabilities, resetSignals } from '../../src/syscalls/process.ts';

const [program = '', ...args] = process.argv.slice(2);
installFilter(compileFilter(UNANSWERED_PROFILE, syscallAbis()));
limitCapabilities(new Set(DEFAULT_CAPABILITIES.map((name) => CAPABILITIES[name])));
resetSignals();
for (const fd of [0, 1, 2]) keepOnExec(fd);
const env = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
throw new Error(execve(program, [program, ...args], env));
