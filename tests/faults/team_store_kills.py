"""A vault that writes into a team's mailbox in a folder is killed at any moment of it.

    python -m tests.faults team_store_kills --runs 2000 [--seed 1]

A child puts sets, sets a head, takes a set away, and writes down each one that it was told is done; before one of its calls of the system or
the library, drawn by chance, it is killed (SIGKILL). Then, as another vault sees it, what was said to be done is there; what is there is whole, and a
head is one that was set; and the same work, done once more, comes to its end. Broken on purpose, and to be caught: files written in their places;
a head that goes before the new one is there.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from unittest import mock

from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import DeliveryError
from prevent_desktop.files.shared import SharedFolder
from tests.faults.harness import ask, fork, memory_folder, was_killed

_NAMES = [f"{number:02}/{number:064}" for number in range(3)]
_HEAD = f"zz/{'f' * 64}"
_CONTENT = os.urandom(20_000)
_MOST_CONTROL_RUNS = 400


def _content(number: int) -> bytes:
    return _CONTENT[number:]


def _head(number: int) -> bytes:
    return b"head %d" % number


def _put(number: int, store: TeamStore) -> None:
    store.put(_NAMES[number], _content(number))


def _set_head(number: int, store: TeamStore) -> None:
    store.set_head(_HEAD, _head(number))


def _delete(store: TeamStore) -> None:
    store.delete(_NAMES[0])


def _steps() -> Iterator[tuple[str, Callable[[TeamStore], object]]]:
    for number in range(len(_NAMES)):
        yield f"put {number}", partial(_put, number)
        yield f"head {number}", partial(_set_head, number)
    yield "delete", _delete


def _work(folder: Path, told: Path, killed_at: int) -> None:
    """All steps, each written down once it is done; killed before its so manieth call, never where that is 0."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        if event == "c_call":
            calls += 1
            if calls == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)

    with (
        told.open("a", encoding="ascii", buffering=1) as done,
        open_team_store((folder / "team").as_uri()) as store,
    ):
        for name, step in _steps():
            sys.setprofile(count)
            step(store)
            sys.setprofile(None)
            done.write(f"{name}\n")
        done.write(f"calls {calls}\n")


def _looked_at(folder: Path, told: Sequence[str]) -> str:
    """What another vault finds wrong; empty where nothing is."""
    with open_team_store((folder / "team").as_uri()) as store:
        try:
            there = [store.get(name, len(_CONTENT)) for name in _NAMES]
            head = store.head(_HEAD)
        except DeliveryError as error:
            return str(error)
    for number, content in enumerate(there):
        if content is not None and content != _content(number):
            return f"set {number} is another one"
        is_deleting = number == 0 and f"put {len(_NAMES) - 1}" in told
        if content is None and f"put {number}" in told and not is_deleting:
            return f"set {number} was said to be there"
    least = max((int(line.split()[1]) for line in told if line.startswith("head ")), default=-1)
    allowed = {_head(number) for number in range(max(least, 0), len(_NAMES))} | (
        {b""} if least < 0 else set()
    )
    return "" if head is not None and head.content in allowed else "the head is none that can be"


def killed(folder: Path, killed_at: int, broken: AbstractContextManager[object]) -> str:
    """What went wrong with a kill before this call; empty where nothing did."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "team").mkdir(parents=True)
    told = folder / "told"
    told.touch()
    with broken:
        was_killed(fork(partial(_work, folder, told, killed_at)))
    if wrong := _looked_at(folder, told.read_text(encoding="ascii").splitlines()):
        return wrong
    was_killed(fork(partial(_work, folder, told, 0)))
    return _looked_at(folder, told.read_text(encoding="ascii").splitlines())


def calls(folder: Path) -> int:
    """How many calls the work has where nobody disturbs it."""
    assert not killed(folder, 0, nullcontext())
    return int((folder / "told").read_text(encoding="ascii").splitlines()[-1].split()[1])


@contextmanager
def written_in_place() -> Iterator[None]:
    """Files have their names from their first byte on."""

    def put_new(self: SharedFolder, name: str, pieces: Iterable[bytes]) -> bool:
        try:
            file = self.new(name)
        except FileExistsError:
            return False
        with file:
            file.writelines(pieces)
        return True

    with mock.patch.object(SharedFolder, "put_new", put_new):
        yield


@contextmanager
def head_gone_first() -> Iterator[None]:
    """A head is taken away before the new one is there."""
    put = SharedFolder.put

    def careless(self: SharedFolder, name: str, pieces: Iterable[bytes]) -> None:
        self.remove(name)
        put(self, name, pieces)

    with mock.patch.object(SharedFolder, "put", careless):
        yield


CONTROLS = {
    "files are written in their places": written_in_place,
    "a head goes before the new one is there": head_gone_first,
}


def main(arguments: Sequence[str]) -> int:
    """See the module."""
    asked = ask(arguments, __doc__, name="team_store_kills", runs=500)
    failures, caught = [], {}
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        folder = Path(name) / "ground"
        most = calls(folder)
        for _run in asked.turns():
            at = asked.chance.randint(1, most)
            if wrong := killed(folder, at, nullcontext()):
                failures.append(f"killed before call {at}: {wrong}")
        for control, broken in CONTROLS.items():
            runs = range(1, _MOST_CONTROL_RUNS)
            found = next((run for run in runs if killed(folder, asked.chance.randint(1, most), broken())), 0)
            caught[control] = f"after {found}" if found else ""
    return asked.tell(failures, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
