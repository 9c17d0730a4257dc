"""What Windows needs: rights that only access lists can say, and patience with whoever has a file open just now.

A file that somebody reads cannot be renamed, replaced or removed there (a sharing violation, error 32; of a file that is to
be replaced the system says "access denied", error 5): virus scanners, search indexers and the receiver's own program hold a
new file for a moment. That is waited for; it is no refusal.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_Result = TypeVar("_Result")

_SHARING_VIOLATION, _LOCK_VIOLATION = 32, 33  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION (winerror.h)
_HELD_BY_ANOTHER = {_SHARING_VIOLATION, _LOCK_VIOLATION}
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds: a scanner is done within them

OWNER_ONLY = "(A;{flags};FA;;;SY)(A;{flags};FA;;;BA)(A;{flags};FA;;;{owner})"
"""Full rights for the system, the administrators and one owner, in the language for security descriptors (SDDL); what
`os.mkdir` gives for mode 0o700 since Python 3.12.4. Everybody else, and what the folder above hands down, has none."""


def is_held(error: OSError) -> bool:
    """Whether another program has the file open: it can be had in a moment."""
    return getattr(error, "winerror", None) in _HELD_BY_ANOTHER


def patiently(work: Callable[[], _Result], *, sleep: Callable[[float], None] = time.sleep) -> _Result:
    """Do `work`, again after a pause while another program holds the file; at most about a second and a half.

    OSError as `work` raises it, at once where it is anything else.
    """
    for pause in _PAUSES:
        try:
            return work()
        except OSError as error:
            if not is_held(error):
                raise
        sleep(pause)
    return work()


def replace(source: Path, target: Path) -> None:
    """Rename `source` to `target` in one step, over a file of that name, once no other program holds either. OSError."""

    def once() -> None:
        try:
            source.replace(target)
        except PermissionError as error:
            if sys.platform == "win32" and not is_held(error) and is_open_elsewhere(target):
                raise OSError(errno.EACCES, error.strerror, str(target), _SHARING_VIOLATION) from error
            raise

    patiently(once)


def descriptor_text(*, is_folder: bool, owner: str = "OW") -> str:
    """The rights of something that is its owner's alone; what lies in a folder inherits them. `OW` is whoever owns it."""
    flags = "OICI" if is_folder else ""
    return "D:P" + OWNER_ONLY.format(flags=flags, owner=owner)


if sys.platform == "win32":
    import ctypes
    import msvcrt
    import os
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes

    _GENERIC_READ, _GENERIC_WRITE = 0x8000_0000, 0x4000_0000
    _DELETE = 0x1_0000
    _SHARE_ALL = 0x7
    _CREATE_NEW, _OPEN_EXISTING, _NORMAL = 1, 3, 0x80
    _INVALID = ctypes.c_void_p(-1).value
    _SDDL_REVISION = 1

    class _Attributes(ctypes.Structure):
        """SECURITY_ATTRIBUTES of the Windows API."""

        _fields_ = (
            ("length", wintypes.DWORD), ("descriptor", wintypes.LPVOID), ("inherit", wintypes.BOOL),
        )  # fmt: skip

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _rights = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel.CreateFileW.argtypes = (
        wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.POINTER(_Attributes), wintypes.DWORD, wintypes.DWORD,
        wintypes.HANDLE,
    )  # fmt: skip
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel.CloseHandle.restype = wintypes.BOOL
    _kernel.CreateDirectoryW.argtypes = (wintypes.LPCWSTR, ctypes.POINTER(_Attributes))
    _kernel.CreateDirectoryW.restype = wintypes.BOOL
    _kernel.LocalFree.argtypes = (wintypes.LPVOID,)
    _kernel.LocalFree.restype = wintypes.LPVOID
    _rights.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = (
        wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(wintypes.LPVOID), ctypes.POINTER(wintypes.ULONG),
    )  # fmt: skip
    _rights.ConvertStringSecurityDescriptorToSecurityDescriptorW.restype = wintypes.BOOL

    @contextmanager
    def _for_owner(*, is_folder: bool) -> Iterator[_Attributes]:
        descriptor = wintypes.LPVOID()
        text = descriptor_text(is_folder=is_folder)
        made = _rights.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text, _SDDL_REVISION, ctypes.byref(descriptor), None
        )
        if not made:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            yield _Attributes(ctypes.sizeof(_Attributes), descriptor, False)
        finally:
            _kernel.LocalFree(descriptor)

    def new_own_handle(path: Path) -> int:
        """A new file that only its owner can read, open for reading and writing. OSError; FileExistsError."""
        with _for_owner(is_folder=False) as attributes:
            handle = _kernel.CreateFileW(
                str(path), _GENERIC_READ | _GENERIC_WRITE, _SHARE_ALL, ctypes.byref(attributes), _CREATE_NEW, _NORMAL,
                None,
            )  # fmt: skip
        if handle is None or handle == _INVALID:
            raise _failed(path)
        return msvcrt.open_osfhandle(handle, os.O_RDWR | os.O_BINARY | os.O_NOINHERIT)

    def make_own_folder(path: Path) -> None:
        """A new folder whose contents only its owner can read. OSError; FileExistsError."""
        with _for_owner(is_folder=True) as attributes:
            if not _kernel.CreateDirectoryW(str(path), ctypes.byref(attributes)):
                raise _failed(path)

    def is_open_elsewhere(path: Path) -> bool:
        """Whether somebody has the file open, and does not let it be removed meanwhile."""
        handle = _kernel.CreateFileW(str(path), _DELETE, _SHARE_ALL, None, _OPEN_EXISTING, _NORMAL, None)
        if handle is None or handle == _INVALID:
            return ctypes.get_last_error() in _HELD_BY_ANOTHER
        _kernel.CloseHandle(handle)
        return False

    def _failed(path: Path) -> OSError:
        code = ctypes.get_last_error()
        known = ctypes.WinError(code)
        words = str(known.strerror).rstrip(". ")  # as Python's own errors have them
        return OSError(known.errno or errno.EIO, words, str(path), code)
