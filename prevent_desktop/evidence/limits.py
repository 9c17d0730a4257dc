"""What a process that decodes strangers' pictures may use: so much memory and time, no file, no socket, no core file.

Linux and macOS know all of it but memory, which macOS does not hold; Windows gets a job object with a memory limit. What
a system refuses is left out: the picture's own size is judged before it is decoded, and the parent ends what takes long.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from pathlib import Path
from typing import Any

_PR_SET_DUMPABLE = 4
"""prctl(2), linux/prctl.h."""
_PAGE_BYTES = 4096
_PROCESS_MEMORY = 0x0100
"""JOB_OBJECT_LIMIT_PROCESS_MEMORY (winnt.h)."""
_EXTENDED_LIMITS = 9
"""JobObjectExtendedLimitInformation (winnt.h)."""


def confine(more_bytes: int) -> None:
    """From here on: `more_bytes` of memory more than now, and nothing can be opened or written but what is open."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            _join_job(more_bytes)
        return
    import resource

    _forbid_cores()
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        used = pages * _PAGE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (used + more_bytes, used + more_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _forbid_cores() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            with contextlib.suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def allow_seconds(more: int) -> None:
    """From here on so many seconds of processor time, then the system ends the process. Windows has no such limit."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime) + 1
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = used + more
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_set", ctypes.c_size_t),
        ("largest_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (winnt.h)."""

    _fields_ = (
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    )


def _join_job(more_bytes: int) -> None:
    """A job of its own, with a memory limit, for this process. The handle stays open as long as it lives."""
    if sys.platform == "win32":
        kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = _Extended()
        limits.basic.flags = _PROCESS_MEMORY
        limits.process_memory = more_bytes + _OWN_BYTES
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))


_OWN_BYTES = 80_000_000
"""What the interpreter and the decoders have taken before, where that is not asked."""
