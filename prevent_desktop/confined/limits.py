"""What a process that reads strangers' files may use: so much memory and time, no file, no socket, no other process.

Linux and macOS know all of it but memory, which macOS does not hold; on Linux the kernel refuses by path and by call as well
(`kernel`). Windows gets a job object with limits of memory, time and processes. What a system refuses is left out: the parent ends what
takes long.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys
from pathlib import Path
from typing import Any

from prevent_desktop.confined.dumps import forbid_dumps
from prevent_desktop.confined.kernel import forbid_calls, forbid_paths

_PAGE_BYTES = 4096
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x0002, 0x0008, 0x0100
"""JOB_OBJECT_LIMIT_PROCESS_TIME, …_ACTIVE_PROCESS, …_PROCESS_MEMORY (winnt.h)."""
_EXTENDED_LIMITS = 9
"""JobObjectExtendedLimitInformation (winnt.h)."""
_TICKS = 10_000_000
"""How many units of 100 ns, in which Windows counts, make a second."""


def confine(more_bytes: int, *, lasting: bool = False) -> None:
    """From here on: `more_bytes` of memory more than now, and nothing can be opened, written or started.

    What is open stays so. A `lasting` process answers many questions: it may still widen its own time (`allow_seconds`), and start
    threads of its own.
    """
    forbid_dumps()
    if sys.platform == "win32":
        _hold_memory(more_bytes + _OWN_BYTES)
        return
    import resource

    if sys.platform == "linux":
        # Read before files are forbidden.
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        used = pages * _PAGE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (used + more_bytes, used + more_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not lasting:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    forbid_paths()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    forbid_calls(lasting=lasting)


def allow_seconds(more: int) -> None:
    """From here on so many seconds of processor time, then the system ends the process."""
    if sys.platform == "win32":
        _hold_time(more)
        return
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


def _hold_memory(most: int) -> None:
    """On Windows: so many bytes, and no second process."""
    with contextlib.suppress(OSError, AttributeError):
        limits = _limits(_PROCESS_MEMORY)
        limits.process_memory = most
        _set_limits(_join_job(), limits)


def _hold_time(seconds: int) -> None:
    """On Windows: so much more user time than this process has used, which is counted from its beginning."""
    with contextlib.suppress(OSError, AttributeError):
        limits = _limits(_PROCESS_TIME)
        limits.basic.process_time = _used_ticks(_kernel()) + seconds * _TICKS
        _set_limits(_job_of_time(), limits)


@functools.cache
def _job_of_time() -> Any:
    """One for all questions: of jobs in each other the strictest limit counts, so a second could not give what the first refuses."""
    return _join_job()


def _join_job() -> Any:
    """A job of its own for this process; its handle stays open."""
    kernel = _kernel()
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
    return job


def _limits(flag: int) -> _Extended:
    limits = _Extended()
    limits.basic.flags = _ACTIVE_PROCESSES | flag
    limits.basic.processes = 1
    return limits


def _set_limits(job: Any, limits: _Extended) -> None:
    _kernel().SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))


def _kernel() -> Any:
    libraries: Any = ctypes
    kernel: Any = libraries.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    return kernel


def _used_ticks(kernel: Any) -> int:
    """The user time of this process so far, in units of 100 ns (GetProcessTimes)."""
    times = [ctypes.c_uint64() for _each in range(4)]
    kernel.GetProcessTimes(ctypes.c_void_p(kernel.GetCurrentProcess()), *map(ctypes.byref, times))
    return times[3].value


_OWN_BYTES = 80_000_000
"""What the interpreter and the libraries have taken before, where that is not asked."""
