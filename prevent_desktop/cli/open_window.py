"""Whether the demo's window is still open, also after it was locked.

At a lock the window's process gives way to a fresh one. On Linux and macOS that is the same process to whoever waits for
it. On Windows it is another: so the first is put into a job, all that it starts belongs to that job, and the window is
open as long as one of them runs.

Source: Windows API, "Job Objects", JOBOBJECT_BASIC_ACCOUNTING_INFORMATION (winnt.h).
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

_ACCOUNTING = 1
"""JobObjectBasicAccountingInformation (winnt.h)."""


class _Accounting(ctypes.Structure):
    """JOBOBJECT_BASIC_ACCOUNTING_INFORMATION (winnt.h)."""

    _fields_ = (
        ("times", ctypes.c_int64 * 4),
        ("page_faults", ctypes.c_uint32),
        ("processes", ctypes.c_uint32),
        ("active", ctypes.c_uint32),
        ("ended", ctypes.c_uint32),
    )


class OpenWindow:
    """A window that was started as `process`; make it at once, before the process can start another."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._job: Any = None
        if sys.platform == "win32":
            own: Any = process
            self._job = ctypes.c_void_p(_kernel().CreateJobObjectW(None, None))
            if not _kernel().AssignProcessToJobObject(self._job, ctypes.c_void_p(int(own._handle))):  # noqa: SLF001 - subprocess has no other way to it
                raise ctypes.WinError(ctypes.get_last_error())

    @property
    def is_open(self) -> bool:
        """Whether the window, or a fresh one that took its place at a lock, is still there."""
        return self._process.poll() is None if self._job is None else _running_in(self._job) > 0

    @property
    def ended_well(self) -> bool:
        """Whether the process that was started ended without a fault; ask once nothing is open."""
        return self._process.wait() == 0


def _kernel() -> Any:
    kernel: Any = None
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
    return kernel


def _running_in(job: Any) -> int:
    """How many processes of a job run."""
    counted = _Accounting()
    size = ctypes.sizeof(counted)
    told = _kernel().QueryInformationJobObject(
        job, _ACCOUNTING, ctypes.byref(counted), size, ctypes.c_void_p()
    )
    if sys.platform == "win32" and not told:
        raise ctypes.WinError(ctypes.get_last_error())
    return int(counted.active)
