"""What only Windows has, asked of Windows itself (Wine 10 will do): access lists, and files that another program holds."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.files import own
from prevent_desktop.files.durable import rename, write_synced
from prevent_desktop.files.windows import is_held

_IS_WINDOWS = sys.platform == "win32"
pytestmark = pytest.mark.skipif(
    not _IS_WINDOWS, reason="Windows alone has access lists and files that cannot be shared"
)

_GENERIC_READ, _NOT_SHARED, _OPEN_EXISTING, _NORMAL = 0x8000_0000, 0, 3, 0x80
_FILE_OBJECT, _ACCESS_LIST, _REVISION = 1, 4, 1
_ACCESS_DENIED = 5  # winerror.h
_libraries: Any = ctypes
_kernel: Any = _libraries.WinDLL("kernel32", use_last_error=True) if _IS_WINDOWS else None
_rights: Any = _libraries.WinDLL("advapi32", use_last_error=True) if _IS_WINDOWS else None
if _IS_WINDOWS:
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)


@contextmanager
def _held(path: Path, *, seconds: float) -> Iterator[None]:
    """A scanner has it open, and shares it with nobody, for so long."""
    handle = _kernel.CreateFileW(str(path), _GENERIC_READ, _NOT_SHARED, None, _OPEN_EXISTING, _NORMAL, None)
    assert handle != wintypes.HANDLE(-1).value
    timer = threading.Timer(seconds, _kernel.CloseHandle, (handle,))
    timer.start()
    try:
        yield
    finally:
        timer.join()


def _rights_of(path: Path) -> str:
    """Its access list, as SDDL."""
    descriptor, text = wintypes.LPVOID(), wintypes.LPWSTR()
    failed = _rights.GetNamedSecurityInfoW(
        str(path), _FILE_OBJECT, _ACCESS_LIST, None, None, None, None, ctypes.byref(descriptor)
    )
    assert not failed
    made = _rights.ConvertSecurityDescriptorToStringSecurityDescriptorW(
        descriptor, _REVISION, _ACCESS_LIST, ctypes.byref(text), None
    )
    assert made
    return text.value or ""


@pytest.mark.parametrize("make", [own.mark_file, own.new_folder, lambda path: write_synced(path, [b"key"])])
def test_what_we_make_gives_nobody_else_a_right(make: Callable[[Path], object], tmp_path: Path) -> None:
    (tmp_path / "any").mkdir()
    make(tmp_path / "any" / "ours")
    told = _rights_of(tmp_path / "any" / "ours")
    assert "FA" in told
    for everybody in (";;;WD)", ";;;BU)", ";;;AU)"):
        assert everybody not in told


def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced_and_removed(tmp_path: Path) -> None:
    """Of a file that is to be replaced Windows says "access denied" (5), of one that is to be renamed 32."""
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_bytes(path.name.encode())
    with pytest.raises(PermissionError) as raised, _held(old, seconds=0.2):
        new.replace(old)
    assert getattr(raised.value, "winerror", 0) == _ACCESS_DENIED, "what this is about"
    with _held(old, seconds=0.2):
        rename(new, old)
    assert old.read_bytes() == b"new"
    with _held(old, seconds=0.2):
        rename(old, new)
    with _held(new, seconds=0.2):
        own.remove_file(new)
    assert not new.exists()


def test_one_that_is_held_for_long_is_told_as_held_and_no_refusal(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_bytes(b"")
    with pytest.raises(OSError) as raised, _held(old, seconds=4.0):  # noqa: PT011 - the number is asked below
        rename(new, old)
    assert is_held(raised.value)
