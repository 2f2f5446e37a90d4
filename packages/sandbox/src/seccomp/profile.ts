/**
 * Which system calls a RUN may use: a list of names, a few with conditions on an argument, everything else fails with
 * EPERM. Equal in effect to the default profile of moby/profiles `seccomp` v0.2.3 (Apache-2.0) for Docker's default
 * capabilities on kernels since 4.8: the names and conditions are taken from it as facts, resolved for that case.
 */
export interface SeccompProfile {
  readonly allowed: readonly string[];
  /** Allowed when any of a name's conditions holds. */
  readonly conditional: readonly SyscallCondition[];
  /** Answered by the sandbox when a condition holds (seccomp_unotify(2)), else allowed. */
  readonly answered: readonly SyscallCondition[];
  /** Answered by the sandbox whatever their arguments. */
  readonly held?: readonly string[];
  /** Fail with ENOSYS, so that the C library takes its older way. */
  readonly absent: readonly string[];
  /** Do nothing and succeed. */
  readonly feigned?: readonly string[];
}

/** A condition on an argument, counted from 0: `none-of` holds when it has no bit of `value`, `any-of` when it has one. */
export interface SyscallCondition {
  readonly name: string;
  readonly argument: number;
  readonly test: 'less' | 'equal' | 'greater' | 'none-of' | 'any-of';
  readonly value: number;
}

const ANYBODY = `
  _llseek _newselect accept accept4 access adjtimex alarm bind brk cachestat capget capset chdir chmod chown
  chown32 clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
  clock_nanosleep clock_nanosleep_time64 close close_range connect copy_file_range creat dup dup2 dup3
  epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
  eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark
  fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock
  fork fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futex
  futex_requeue futex_time64 futex_wait futex_waitv futex_wake futimesat get_robust_list get_thread_area getcpu
  getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getitimer
  getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid getresgid32 getresuid getresuid32
  getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getuid32 getxattr getxattrat
  inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents
  io_pgetevents_time64 io_setup io_submit ioctl ioprio_get ioprio_set ipc kill landlock_add_rule
  landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr link linkat listen listmount
  listxattr listxattrat llistxattr lremovexattr lseek lsetxattr lstat lstat64 madvise map_shadow_stack
  membarrier memfd_create memfd_secret mincore mkdir mkdirat mlock mlock2 mlockall mmap mmap2
  mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend
  mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock munlockall munmap
  name_to_handle_at nanosleep newfstatat open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2
  pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv preadv2 prlimit64
  process_mrelease pselect6 pselect6_time64 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
  recv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages removexattr removexattrat rename renameat
  renameat2 restart_syscall riscv_hwprobe rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
  rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_get_priority_max
  sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
  sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
  seccomp select semctl semget semop semtimedop semtimedop_time64 send sendfile sendfile64 sendmmsg sendmsg
  sendto set_robust_list set_thread_area set_tid_address setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32
  setgroups setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid
  setresuid32 setreuid setreuid32 setrlimit setsid setsockopt setuid setuid32 setxattr setxattrat shmat shmctl
  shmdt shmget shutdown sigaltstack signalfd signalfd4 sigprocmask sigreturn socketcall socketpair splice stat
  stat64 statfs statfs64 statmount statx symlink symlinkat sync sync_file_range syncfs sysinfo tee tgkill time
  timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64
  timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 times tkill truncate
  truncate64 ugetrlimit umask uname unlink unlinkat uretprobe utime utimensat utimensat_time64 utimes vfork
  vmsplice wait4 waitid waitpid write writev
`;

/** Beyond `ANYBODY`: for kernels since 4.8, for CAP_SYS_CHROOT, for the CPU. */
const WITH_DOCKER_CAPABILITIES = 'process_vm_readv process_vm_writev ptrace chroot arch_prctl modify_ldt';

const AF_ALG = 38;
const AF_VSOCK = 40;
/** CLONE_NEW* of every namespace. */
const NEW_NAMESPACES = 0x7e020000;
/** Personalities: PER_LINUX, PER_LINUX32, UNAME26 with either, and "which is it". */
const PERSONALITIES = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

/** In the modes of both kinds of device, and of nothing else that mknod(2) makes. */
const DEVICE_BIT = 0o020000;

export const DEFAULT_PROFILE: SeccompProfile = {
  allowed: [...words(ANYBODY), ...words(WITH_DOCKER_CAPABILITIES)],
  conditional: [
    { name: 'socket', argument: 0, test: 'less', value: AF_ALG },
    { name: 'socket', argument: 0, test: 'equal', value: AF_ALG + 1 },
    { name: 'socket', argument: 0, test: 'greater', value: AF_VSOCK },
    ...PERSONALITIES.map((value) => ({ name: 'personality', argument: 0, test: 'equal' as const, value })),
    { name: 'clone', argument: 0, test: 'none-of', value: NEW_NAMESPACES },
  ],
  answered: [
    { name: 'mknod', argument: 1, test: 'any-of', value: DEVICE_BIT },
    { name: 'mknodat', argument: 2, test: 'any-of', value: DEVICE_BIT },
  ],
  absent: ['clone3'],
};

/**
 * For where only uid 0 exists: what would give a file or a process to somebody else seems to work. Package managers insist
 * on it.
 */
export const FEIGNING_PROFILE: SeccompProfile = {
  ...DEFAULT_PROFILE,
  feigned: words(`
    chown chown32 fchown fchown32 lchown lchown32 fchownat setgroups setgroups32 setuid setuid32 setgid setgid32
    setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32 setfsuid setfsuid32 setfsgid
    setfsgid32
  `),
};

/** For where nobody can answer: the kernel itself says of every call whether it works. */
export const UNANSWERED_PROFILE: SeccompProfile = {
  ...DEFAULT_PROFILE,
  allowed: [...DEFAULT_PROFILE.allowed, ...DEFAULT_PROFILE.answered.map(({ name }) => name)],
  answered: [],
};

/** What takes a name from a file or changes its mode or owner: the kernel refuses that for mount points that are read-only. */
const HELD = words(`
  unlink unlinkat rename renameat renameat2 chmod fchmodat fchmodat2 chown chown32 lchown lchown32 fchownat
`);

/** `profile` for where devices of the image are bound: the sandbox removes, renames and changes them. */
export function holdDeviceCalls(profile: SeccompProfile): SeccompProfile {
  return { ...profile, allowed: profile.allowed.filter((name) => !HELD.includes(name)), held: HELD };
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
