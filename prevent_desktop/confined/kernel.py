"""What the Linux kernel itself refuses a confined process: every path, and every system call but those that compute.

Landlock (landlock(7)) takes away all rights on files by path, and on TCP; seccomp (seccomp(2)) answers EPERM to every call that is
not on the list below, so nothing can be opened, unlinked, cut, connected, started or signalled. Both hold for all that the
process becomes, and cannot be taken back. By ctypes, because both have no wheels. A kernel that has neither leaves the limits of
`limits` alone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import Any

_PR_SET_NO_NEW_PRIVS = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION_ASKED = 1
_FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}
"""All rights on files that each version of Landlock knows (linux/landlock.h): 2 brings refer, 3 truncate, 5 ioctl."""
_NETWORK_SINCE, _NETWORK_RIGHTS = 4, 0b11
_SCOPES_SINCE, _SCOPES = 6, 0b11

_SET_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
"""Instructions of the classic BPF (linux/bpf_common.h): LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K."""
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Where they stand in struct seccomp_data (linux/seccomp.h); both architectures are little-endian."""
_CLONE_THREAD = 0x10000

_CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "poll": 7, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
        "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "readv": 19, "writev": 20, "sched_yield": 24,
        "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "gettimeofday": 96,
        "getcwd": 79, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "geteuid": 107, "sigaltstack": 131, "gettid": 186,
        "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229,
        "clock_nanosleep": 230, "exit_group": 231, "ppoll": 271, "set_robust_list": 273, "getcpu": 309, "getrandom": 318,
        "membarrier": 324, "rseq": 334,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "lseek": 62, "mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "readv": 65, "writev": 66, "sched_yield": 124,
        "mremap": 216, "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93, "uname": 160, "gettimeofday": 169,
        "getcwd": 17, "getrusage": 165, "sysinfo": 179, "times": 153, "getuid": 174, "geteuid": 175, "sigaltstack": 132, "gettid": 178,
        "futex": 98, "sched_getaffinity": 123, "restart_syscall": 128, "clock_gettime": 113, "clock_getres": 114,
        "clock_nanosleep": 115, "exit_group": 94, "ppoll": 73, "set_robust_list": 99, "getcpu": 168, "getrandom": 278,
        "membarrier": 283, "rseq": 293,
    },
}  # fmt: skip
"""What is allowed, with the numbers of each architecture (asm/unistd.h)."""

_AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_OWN_LIMITS = {"x86_64": 302, "aarch64": 261}
"""prlimit64: a lasting process may call it on itself (first argument 0), to widen its time from question to question."""
_CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435


def forbid_paths() -> bool:
    """Landlock: no file by its path, no port of TCP, for ever. Whether it took hold. It needs one more descriptor for a moment."""
    if sys.platform != "linux":
        return False
    library = _library()
    version = int(library.syscall(_CREATE_RULESET, None, 0, _VERSION_ASKED))
    if version < 1:
        return False
    rights = max(bits for since, bits in _FILE_RIGHTS.items() if since <= version)
    fields = [rights]
    if version >= _NETWORK_SINCE:
        fields.append(_NETWORK_RIGHTS)
    if version >= _SCOPES_SINCE:
        fields.append(_SCOPES)
    rules = struct.pack(f"={len(fields)}Q", *fields)
    handle = int(library.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0))
    if handle < 0:
        return False
    held: bool = library.syscall(_RESTRICT_SELF, handle, 0) == 0
    os.close(handle)
    return held


def forbid_calls(*, lasting: bool = False) -> bool:
    """Seccomp: no system call but those that compute, for ever. Whether it took hold. `lasting` as in `limits.confine`."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _CALLS:
        return False
    code = b"".join(struct.pack("=HBBI", *each) for each in _filter(machine, lasting=lasting))
    program = _Program(len(code) // 8, code)
    done: int = _library().syscall(_SECCOMP[machine], _SET_FILTER, _ALL_THREADS, ctypes.byref(program))
    return done == 0


def _library() -> Any:
    """The C library, in a process that no program gives more rights to any more: both ask for that."""
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return library


class _Program(ctypes.Structure):
    """struct sock_fprog (linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(machine: str, *, lasting: bool) -> list[tuple[int, int, int, int]]:
    """The instructions as (code, jump if true, jump if false, value)."""
    refuse = _REFUSE | errno.EPERM
    made = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT_ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for number in _CALLS[machine].values():
        made += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    if lasting:
        made += [
            (_EQUAL, 0, 4, _OWN_LIMITS[machine]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_EQUAL, 0, 1, 0),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, refuse),
            # Its flags cannot be looked at from here: the C library takes the older call then.
            (_EQUAL, 0, 1, _CLONE3),
            (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
            (_EQUAL, 0, 4, _CLONE[machine]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_ANY_BIT, 0, 1, _CLONE_THREAD),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, refuse),
        ]
    return [*made, (_RETURN, 0, 0, refuse)]
