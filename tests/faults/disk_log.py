"""What a program did to a folder's files, call by call, as `strace` saw it.

`recorded` runs a command under strace and reads its log: writes, sizes, names, and what was synced. A call that could
change a file in a way that is not modelled here is an error, so that nothing is missed silently.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STRACE = shutil.which("strace") or "/usr/bin/strace"
_LONGEST_WRITE = 4 << 20  # bytes; strace cuts what is longer, which is an error here
_MODELLED = (
    "open", "openat", "creat", "close", "lseek", "read", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename",
    "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link", "linkat",
)  # fmt: skip
_NOT_MODELLED = (
    "writev", "pwritev", "pwritev2", "truncate", "fallocate", "symlink", "symlinkat", "sendfile",
    "copy_file_range", "splice",
)  # fmt: skip
_BEGINNINGS = ("clone", "clone3", "fork", "vfork")
_LINE = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)(?P<more>.*)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_HANDLE = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")


@dataclass(frozen=True)
class Write:
    """Bytes into a file."""

    file: int
    at: int
    content: bytes


@dataclass(frozen=True)
class Resize:
    """A file cut, or grown by zeros."""

    file: int
    size: int


@dataclass(frozen=True)
class Names:
    """Names that change together: (folder, name, what it stands for now). A rename changes two, all or none."""

    changes: tuple[tuple[int, str, int | None], ...]


@dataclass(frozen=True)
class Sync:
    """All that was done to this file or folder before is on the disk."""

    node: int


@dataclass(frozen=True)
class Told:
    """The program has told somebody: what it said must hold from here on."""

    words: str


Operation = Write | Resize | Names | Sync | Told
ROOT = 0


@dataclass(frozen=True)
class Log:
    """The files and folders as they were at first, all on the disk, and what was done then.

    `all_folders` are the nodes that are folders, those made later included.
    """

    folders: Mapping[int, Mapping[str, int]]
    files: Mapping[int, bytes]
    all_folders: frozenset[int]
    operations: Sequence[Operation]


def why_not() -> str:
    """Why nothing can be recorded here; empty where it can."""
    try:
        done = subprocess.run([_STRACE, "-V"], capture_output=True, check=False)
    except FileNotFoundError:
        return "strace is not installed"
    return "" if done.returncode == 0 else "strace does not run"


def recorded(command: Sequence[str], *, root: Path, told: Path, cwd: Path) -> Log:
    """Run `command`, which changes files below `root` and writes each thing that it tells to `told`; the log of it."""
    trace = told.with_suffix(".strace")
    recorder = _Recorder(root.resolve(), told.resolve())
    done = subprocess.run(
        [
            _STRACE, "-f", "-y", "-xx", "-s", str(_LONGEST_WRITE), "-o", str(trace),
            "-e", "trace=" + ",".join((*_MODELLED, *_NOT_MODELLED, *_BEGINNINGS)), "-e", "signal=none", *command,
        ],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with trace.open(encoding="ascii") as lines:
        recorder.threads = _threads(_whole(lines))
    with trace.open(encoding="ascii") as lines:
        for line in _whole(lines):
            recorder.read(line)
    trace.unlink()
    return recorder.log()


def _whole(lines: Iterator[str]) -> Iterator[str]:
    """The lines, with those put together that strace broke because another thread came between."""
    begun: dict[str, str] = {}
    for line in lines:
        pid, _space, rest = line.rstrip("\n").partition(" ")
        if rest.endswith("<unfinished ...>"):
            begun[pid] = line.rstrip("\n").removesuffix("<unfinished ...>").rstrip()
        elif " resumed>" in rest:
            yield begun.pop(pid) + rest.partition(" resumed>")[2]
        else:
            yield line.rstrip("\n")


def _threads(lines: Iterator[str]) -> dict[str, str]:
    """Of each thread, who began it: all threads of a process write through the same handles."""
    begun = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None and found["call"] in _BEGINNINGS and "CLONE_THREAD" in found["arguments"]:
            begun[found["result"]] = found["pid"]
    return begun


class _Recorder:
    """Turns lines into operations. Files and folders are numbered; a number outlives its names."""

    def __init__(self, root: Path, told: Path) -> None:
        self._root = str(root)
        self._told = str(told)
        self.threads: dict[str, str] = {}
        self._folders: dict[int, dict[str, int]] = {ROOT: {}}
        self._next = ROOT + 1
        self._handles: dict[tuple[str, int], tuple[int, int, bool]] = {}
        files: dict[int, bytes] = {}
        self._adopt(root, ROOT, files)
        self._sizes = {node: len(content) for node, content in files.items()}
        self._first = ({node: dict(names) for node, names in self._folders.items()}, files)
        self._operations: list[Operation] = []

    def log(self) -> Log:
        return Log(*self._first, frozenset(self._folders), self._operations)

    def _adopt(self, folder: Path, node: int, files: dict[int, bytes]) -> None:
        for path in sorted(folder.iterdir()):
            made = self._make(is_folder=path.is_dir())
            self._folders[node][path.name] = made
            if path.is_dir():
                self._adopt(path, made, files)
            else:
                files[made] = path.read_bytes()

    def _make(self, *, is_folder: bool) -> int:
        made, self._next = self._next, self._next + 1
        if is_folder:
            self._folders[made] = {}
        return made

    # -- lines

    def read(self, line: str) -> None:
        found = _LINE.fullmatch(line)
        if found is None or int(found["result"]) < 0:
            return  # the end of a process, or a call that failed
        call, arguments = found["call"], found["arguments"]
        if call in _BEGINNINGS:
            return
        if call in _NOT_MODELLED:
            assert _hex(self._root) not in arguments, f"not modelled: {call}"
            return
        process = found["pid"]
        while process in self.threads:
            process = self.threads[process]
        getattr(self, f"_{_SAME.get(call, call)}")(process, arguments, int(found["result"]), found["more"])

    def _open(self, process: str, arguments: str, result: int, more: str) -> None:
        path = _handle(f"{result}{more}")[1]
        flags = arguments.rpartition('"')[2]
        if path == self._told:
            self._handles[process, result] = (-1, 0, False)
            return
        place = self._place(path)
        if place is None and path != self._root:
            self._handles.pop((process, result), None)
            return
        node = self._node(path)
        if node is None:
            assert place is not None
            node = self._make(is_folder=False)
            self._name((*place, node))
        if "O_TRUNC" in flags:
            self._put(Resize(node, 0))
        self._handles[process, result] = (node, 0, "O_APPEND" in flags)

    def _close(self, process: str, arguments: str, _result: int, _more: str) -> None:
        self._handles.pop((process, _handle(arguments)[0]), None)

    def _lseek(self, process: str, arguments: str, result: int, _more: str) -> None:
        self._move(process, _handle(arguments)[0], result)

    def _read(self, process: str, arguments: str, result: int, _more: str) -> None:
        number = _handle(arguments)[0]
        if known := self._handles.get((process, number)):
            self._move(process, number, known[1] + result)

    def _move(self, process: str, number: int, position: int) -> None:
        if known := self._handles.get((process, number)):
            self._handles[process, number] = (known[0], position, known[2])

    def _write(self, process: str, arguments: str, result: int, _more: str) -> None:
        number = _handle(arguments)[0]
        known = self._handles.get((process, number))
        if known is None:
            return
        node, position, appends = known
        content = _content(arguments)[:result]
        if node < 0:
            self._operations.extend(Told(words) for words in content.decode().splitlines())
            return
        if appends:
            position = self._sizes.get(node, 0)
        self._put(Write(node, position, content))
        self._move(process, number, position + result)

    def _pwrite64(self, process: str, arguments: str, result: int, _more: str) -> None:
        if known := self._handles.get((process, _handle(arguments)[0])):
            position = int(arguments.rpartition(", ")[2])
            self._put(Write(known[0], position, _content(arguments)[:result]))

    def _ftruncate(self, process: str, arguments: str, _result: int, _more: str) -> None:
        if known := self._handles.get((process, _handle(arguments)[0])):
            self._put(Resize(known[0], int(arguments.rpartition(", ")[2])))

    def _fsync(self, process: str, arguments: str, _result: int, _more: str) -> None:
        if known := self._handles.get((process, _handle(arguments)[0])):
            self._operations.append(Sync(known[0]))

    def _rename(self, _process: str, arguments: str, _result: int, _more: str) -> None:
        old, new = _paths(arguments)
        source, target = self._place(old), self._place(new)
        if source is None and target is None:
            return
        assert source is not None, f"a file came from outside: {old}"
        assert target is not None, f"a file left: {new}"
        self._name((*source, None), (*target, self._node(old)))

    def _link(self, _process: str, arguments: str, _result: int, _more: str) -> None:
        """A second name for a file; nothing of the file itself changes."""
        old, new = _paths(arguments)
        source, target = self._place(old), self._place(new)
        assert (source is None) == (target is None), f"a name across the border: {old}, {new}"
        if target is not None:
            self._name((*target, self._node(old)))

    def _unlink(self, _process: str, arguments: str, _result: int, _more: str) -> None:
        (path,) = _paths(arguments)
        if place := self._place(path):
            self._name((*place, None))

    def _mkdir(self, _process: str, arguments: str, _result: int, _more: str) -> None:
        (path,) = _paths(arguments)
        if place := self._place(path):
            self._name((*place, self._make(is_folder=True)))

    def _put(self, operation: Write | Resize) -> None:
        size = self._sizes.get(operation.file, 0)
        if isinstance(operation, Resize):
            self._sizes[operation.file] = operation.size
        else:
            self._sizes[operation.file] = max(size, operation.at + len(operation.content))
        self._operations.append(operation)

    # -- names

    def _name(self, *changes: tuple[int, str, int | None]) -> None:
        for folder, name, node in changes:
            if node is None:
                del self._folders[folder][name]
            else:
                self._folders[folder][name] = node
        self._operations.append(Names(changes))

    def _node(self, path: str) -> int | None:
        place = self._place(path)
        if place is None:
            return ROOT if path == self._root else None
        return self._folders[place[0]].get(place[1])

    def _place(self, path: str) -> tuple[int, str] | None:
        """The folder and the name below it; None for what is not below the root, and for the root itself."""
        if not path.startswith(self._root + "/"):
            return None
        *parents, name = path.removeprefix(self._root + "/").split("/")
        node = ROOT
        for parent in parents:
            node = self._folders[node][parent]
        return node, name


_SAME = {
    "openat": "open", "creat": "open", "fdatasync": "fsync", "renameat": "rename", "renameat2": "rename",
    "unlinkat": "unlink", "rmdir": "unlink", "mkdirat": "mkdir", "linkat": "link",
}  # fmt: skip


def _hex(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _content(arguments: str) -> bytes:
    found = _TEXT.search(arguments)
    assert found is not None
    assert not found[2], "a write was longer than strace keeps"
    return _bytes(found[1])


def _handle(arguments: str) -> tuple[int, str]:
    """The number of the first handle, and the path of its file."""
    found = _HANDLE.match(arguments)
    if found is None:
        return int(re.match(r"-?\d+", arguments)[0]), ""  # type: ignore[index]  # every call here begins with one
    return -1 if found[1] == "AT_FDCWD" else int(found[1]), _bytes(found[2]).decode()


def _paths(arguments: str) -> tuple[str, ...]:
    """The paths of a call, each made whole by the folder handle before it."""
    paths = []
    for found in re.finditer(rf"(?:{_HANDLE.pattern}, )?{_TEXT.pattern}", arguments):
        path = _bytes(found[4]).decode()
        base = _bytes(found[2]).decode() if found[2] else ""
        paths.append(path if path.startswith("/") else f"{base}/{path}")
    return tuple(paths)
