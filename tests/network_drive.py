"""An empty drive that the system takes for one over SSH (``fuse.sshfs``), and that tells all that was to be written on it.

python -m tests.network_drive FOLDER LOG      mount it, print a line, and serve until the standard input ends

The least of FUSE's protocol (Linux, include/uapi/linux/fuse.h, version 7.31): the root folder and nothing in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN = struct.Struct("<IIQQIIII")
_LOOKUP, _FORGET, _GETATTR, _STATFS, _INIT, _OPENDIR, _READDIR, _RELEASEDIR, _DESTROY = (
    1,
    2,
    3,
    17,
    26,
    27,
    28,
    29,
    38,
)
_BATCH_FORGET, _INTERRUPT = 42, 36
_WRITING = {
    4: "setattr", 6: "symlink", 8: "mknod", 9: "mkdir", 10: "unlink", 11: "rmdir", 12: "rename", 13: "link", 16: "write",
    35: "create", 45: "rename",
}  # fmt: skip
_ENOENT, _EROFS, _ENOSYS = 2, 30, 38
_LARGEST = 1 << 18


def why_no_drive() -> str:
    """Why none can be mounted here; empty where one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root of Linux mounts drives"
    return "" if Path("/dev/fuse").exists() else "this machine has no FUSE"


@contextmanager
def network_drive(folder: Path, log: Path) -> Iterator[Path]:
    """`folder` as such a drive while the block runs; `log` then holds what was to be written, a line each."""
    folder.mkdir()
    log.touch()
    command = [sys.executable, "-m", "tests.network_drive", str(folder), str(log)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        assert serving.stdout.readline() == b"mounted\n"
        try:
            yield folder
        finally:
            ctypes.CDLL(None).umount2(os.fsencode(folder), 2)
            serving.stdin.close()


def main() -> int:
    folder, log = Path(sys.argv[1]), Path(sys.argv[2])
    device = os.open("/dev/fuse", os.O_RDWR)
    library = ctypes.CDLL(None, use_errno=True)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    if library.mount(b"teacher@server:/home", os.fsencode(folder), b"fuse.sshfs", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    threading.Thread(target=_serve, args=(device, log), daemon=True).start()
    print("mounted", flush=True)
    sys.stdin.read()
    return 0


def _serve(device: int, log: Path) -> None:
    with contextlib.suppress(OSError):  # the drive is gone
        while True:
            request = os.read(device, _LARGEST)
            _length, operation, unique, *_rest = _IN.unpack_from(request)
            if operation in _WRITING:
                with log.open("a") as file:
                    file.write(_WRITING[operation] + "\n")
            if operation not in {_FORGET, _BATCH_FORGET, _INTERRUPT}:
                error, body = _answer(operation)
                os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)


def _answer(operation: int) -> tuple[int, bytes]:
    if operation == _INIT:
        return 0, struct.pack("<IIIIHHIIHHI7I", 7, 31, 65536, 0, 8, 8, 65536, 1, 0, 0, 0, *[0] * 7)
    if operation == _GETATTR:
        attributes = struct.pack("<6Q10I", 1, 4096, 8, 0, 0, 0, 0, 0, 0, 0o40755, 2, 0, 0, 0, 4096, 0)
        return 0, struct.pack("<QII", 1, 0, 0) + attributes
    if operation == _STATFS:
        return 0, struct.pack("<5Q4I6I", 1000, 900, 900, 100, 90, 4096, 255, 4096, 0, *[0] * 6)
    if operation == _OPENDIR:
        return 0, struct.pack("<QII", 1, 0, 0)
    if operation in {_READDIR, _RELEASEDIR, _DESTROY}:
        return 0, b""
    return (_EROFS if operation in _WRITING else _ENOENT if operation == _LOOKUP else _ENOSYS), b""


if __name__ == "__main__":
    raise SystemExit(main())
