"""Nobody reads the memory of this process, and a crash leaves none of it."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from pathlib import Path

_PR_SET_DUMPABLE = 4
"""prctl(2), linux/prctl.h."""
_PT_DENY_ATTACH = 31
"""ptrace(2) of macOS, sys/ptrace.h."""
_NO_ERROR_BOXES = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX (errhandlingapi.h): no report is offered for a crash."""
_NO_HEAP = 0x0001
"""WER_FAULT_REPORTING_FLAG_NOHEAP (werapi.h): a report that is made holds nothing of the heap."""


def forbid_dumps() -> None:
    """No core file or crash report with what is in memory, and no other process that attaches to this one.

    On Linux both parts count: a limit of 0 keeps a core file from being written, and only a process that may not be
    dumped is kept from a program that the kernel would hand the core to.
    """
    if sys.platform == "win32":
        _forbid_error_reports()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A kernel or sandbox that refuses leaves the process as it was: there is nothing more to do about it.
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        elif sys.platform == "darwin":
            library.ptrace(_PT_DENY_ATTACH, 0, 0, 0)


def _forbid_error_reports() -> None:
    """Keep Windows Error Reporting from saving or sending memory; the frozen program is left out of it altogether."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_BOXES)
            ctypes.windll.kernel32.WerSetFlags(_NO_HEAP)
            if getattr(sys, "frozen", False):
                ctypes.windll.wer.WerAddExcludedApplication(Path(sys.executable).name, False)
