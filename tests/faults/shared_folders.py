"""Links, pipes, devices, odd folders and descriptions, foreign owners in every folder that others can write (FAULTS 26).

    python -m tests.faults shared_folders --runs 2000 [--seed 1]

Each run does one piece of real work (`shared_folder_works`) in a folder that somebody else may write in: a pack is sent, fetched for,
taken back; packs are taken in, set aside, tried again; answers go out; backups are tidied; a stick is looked through. Before one of the
steps of that work, drawn by chance (Python tells of each before it is done: audit hooks), something is put in the place of one of the
names that the work uses. After it nothing outside may have been written, cut, removed or made; the work has ended, with an error of
ours or of the system if any; and what was not touched has gone on.

Controls that must be caught: links that are followed, as files were opened before; pipes that are waited for; tidying by ending alone.
Ends with 0 when all that holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

from prevent_desktop.errors import PreventDesktopError, ProgramError
from prevent_desktop.files import places, shared
from tests.faults import shared_folder_works as works
from tests.faults.harness import ask, fork, memory_folder
from tests.faults.shared_folder_works import Ground, Work

_HANGS_AFTER = 60
_CONTROL_HANGS_AFTER = 3
_MOST_CONTROL_RUNS = 400
_FOREIGN = 61_005
_STEPS = {
    "open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod",
    "os.chown", "shutil.rmtree",
}  # fmt: skip


# -- what is put there


def _link_to(path: Path, target: Path | str) -> None:
    path.symlink_to(target)


def _foreign(path: Path, _outside: Path) -> None:
    path.write_bytes(b"somebody else's")
    if os.geteuid() == 0:
        os.chown(path, _FOREIGN, _FOREIGN)
    path.chmod(0o644)


def _device(path: Path, outside: Path) -> None:
    try:
        os.mknod(path, 0o666 | 0o020000, os.makedev(1, 5))  # zeros without end
    except PermissionError:
        _link_to(path, "/dev/zero")
    del outside


def _pipe(path: Path, _outside: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path, _outside: Path) -> None:
    os.mknod(path, 0o666 | 0o140000)


def _folder(path: Path, _outside: Path) -> None:
    path.mkdir()
    (path / "deep").mkdir()
    (path / "deep" / "file").write_bytes(b"x")


def _loop(path: Path, _outside: Path) -> None:
    _link_to(path, path.name)


def _hard_link(path: Path, outside: Path) -> None:
    os.link(outside / "precious", path)


def _description(path: Path, _outside: Path) -> None:
    path.write_text(random.choice(_DESCRIPTIONS), encoding="utf-8")


_DESCRIPTIONS = (
    '{"size": 5, "metadata": "text"}', '{"size": [], "metadata": {"filename": 7}}', "[1, 2]", "null", '"x"', "[" * 20_000,
    '{"size": 5, "metadata": {"filename": {"a": 1}}}', '{"size": ' + "9" * 5_000 + "}", "\x00\xff", "",
)  # fmt: skip
KINDS: dict[str, Callable[[Path, Path], None]] = {
    "link to a file": lambda path, outside: _link_to(path, outside / "precious"),
    "link to a folder": _link_to,
    "link that leads nowhere": lambda path, outside: _link_to(path, outside / "new"),
    "link loop": _loop,
    "second name of a file outside": _hard_link,
    "pipe": _pipe,
    "device": _device,
    "socket": _socket,
    "folder": _folder,
    "somebody else's file": _foreign,
    "odd description": _description,
}
"""What somebody may put in the place of a file or a folder."""


@dataclass(frozen=True)
class Placement:
    """Before the step number `step` of the work, something of this kind takes the place of `where` (below the ground)."""

    work: str
    step: int
    where: str
    kind: str
    seed: int

    def strike(self, ground: Ground) -> None:
        """Do it, as somebody who may write there can: what has the name is moved away first."""
        path = ground.folder / self.where
        random.seed(self.seed)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, FileExistsError):
            if os.path.lexists(path):
                path.rename(path.with_name(f"moved-{self.seed}"))
            KINDS[self.kind](path, ground.outside)


# -- one run


class _Steps:
    """Counts the steps of a work, and strikes before one of them."""

    def __init__(self) -> None:
        self._wanted: int | None = None
        self._strike: Callable[[], object] = lambda: None
        self.count = 0
        self._is_on = False

    @contextlib.contextmanager
    def on(self, wanted: int, strike: Callable[[], object]) -> Iterator[None]:
        self.count, self._wanted, self._strike, self._is_on = 0, wanted, strike, True
        try:
            yield
        finally:
            self._is_on = False

    def hook(self, event: str, _arguments: object) -> None:
        if not self._is_on or event not in _STEPS:
            return
        self.count += 1
        if self.count == self._wanted:
            self._is_on = False
            self._strike()
            self._is_on = True


_steps = _Steps()
_hooked: list[int] = []


def _listen() -> None:
    """An audit hook stays for ever: one for each process, and its children."""
    if not _hooked:
        sys.addaudithook(_steps.hook)
        _hooked.append(os.getpid())


def rehearse(work: Work, folder: Path) -> int:
    """How many steps the work has where nobody disturbs it; all of it has to go well then."""
    with _ground(folder, work) as ground:
        with _steps.on(0, lambda: None):
            work.do(ground)
        assert work.goes_on(ground, "") == "", "the undisturbed work does not go on"
        return _steps.count


@contextlib.contextmanager
def _ground(folder: Path, work: Work) -> Iterator[Ground]:
    shutil.rmtree(folder, ignore_errors=True)
    ground = Ground(folder)
    ground.make()
    work.prepare(ground)
    yield ground


def placed(placement: Placement, folder: Path, *, hangs_after: int = _HANGS_AFTER) -> str:
    """What went wrong with this placement, in words; empty where nothing did."""
    work = works.WORKS[placement.work]
    with _ground(folder, work) as ground:
        before = ground.seen_outside()
        said = folder / "said"
        child = fork(partial(_in_child, work, ground, placement, said, hangs_after))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "it hung" if os.WTERMSIG(status) == signal.SIGALRM else f"signal {os.WTERMSIG(status)}"
        told = json.loads(said.read_text(encoding="utf-8"))
        if told["fault"]:
            return str(told["fault"])
        if ground.seen_outside() != before:
            return f"outside was changed: {ground.difference(before)}"
        return work.goes_on(ground, placement.where)


def _in_child(work: Work, ground: Ground, placement: Placement, said: Path, hangs_after: int) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(hangs_after)
    fault = ""
    try:
        with _steps.on(placement.step, lambda: placement.strike(ground)):
            work.do(ground)
    except ProgramError as error:
        fault = f"{type(error).__name__}: {error}"
    except (PreventDesktopError, OSError):
        pass  # told in words, by us or by whoever called
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is a fault
        fault = f"{type(error).__name__}: {error}"
    said.write_text(json.dumps({"fault": fault}), encoding="utf-8")


def draw(
    chance: random.Random,
    steps: Mapping[str, int],
    names: Sequence[str] = tuple(works.WORKS),
    kinds: Sequence[str] = tuple(KINDS),
) -> Placement:
    """Any work, any of its steps, any of its names, anything in its place."""
    name = chance.choice(names)
    where = chance.choice(works.WORKS[name].names)
    return Placement(
        name, chance.randint(1, steps[name]), where, chance.choice(kinds), chance.randrange(1 << 30)
    )


# -- the controls


def _open_as_before(self: places.HeldByDescriptor, name: str, flags: int, mode: int = 0o600) -> int:
    return os.open(name, flags, mode, dir_fd=self.handle)


def _stat_as_before(self: places.HeldByDescriptor, name: str) -> os.stat_result:
    return os.stat(name, dir_fd=self.handle)


@contextlib.contextmanager
def links_followed() -> Iterator[None]:
    """Links are followed, to files and to folders, whoever owns what they lead to: as all was opened before."""
    with (
        mock.patch.object(places.HeldByDescriptor, "open", _open_as_before),
        mock.patch.object(places.HeldByDescriptor, "stat", _stat_as_before),
        mock.patch.object(places, "_NO_LINK", 0),
        mock.patch.object(shared, "_is_ours", return_value=True),
    ):
        yield


@contextlib.contextmanager
def pipes_waited_for() -> Iterator[None]:
    """Whatever has the name is opened, and waited for."""
    with (
        mock.patch.object(places.HeldByDescriptor, "open", _open_as_before),
        mock.patch.object(shared, "_require_plain", return_value=None),
    ):
        yield


@contextlib.contextmanager
def tidied_by_ending() -> Iterator[None]:
    """Whatever is old and ends as our files do goes, also where a link leads."""
    anything = re.compile(r".*\.(age|part)")
    tidy = shared.SharedFolder.tidy

    def careless(self: shared.SharedFolder, _form: re.Pattern[str], **how: object) -> int:
        return tidy(self, anything, **how)  # type: ignore[arg-type]  # what the caller gave

    with mock.patch.object(shared.SharedFolder, "tidy", careless), mock.patch.object(places, "_NO_LINK", 0):
        yield


@dataclass(frozen=True)
class Control:
    """A broken program, and where it is looked for: works, and what is put there."""

    broken: Callable[[], contextlib.AbstractContextManager[None]]
    works: tuple[str, ...]
    kinds: tuple[str, ...]


CONTROLS = {
    "links are followed": Control(links_followed, ("send", "answer"), ("link to a file", "link to a folder")),
    "pipes are waited for": Control(pipes_waited_for, ("ask",), ("pipe", "device")),
    "tidying by ending alone": Control(tidied_by_ending, ("tidy",), ("link to a folder",)),
}


def control(name: str, chance: random.Random, steps: Mapping[str, int], folder: Path) -> str:
    """How the broken program was caught, by what is put there before it begins; empty where it never was."""
    wanted, at_once = CONTROLS[name], dict.fromkeys(steps, 1)
    with wanted.broken():
        for number in range(1, _MOST_CONTROL_RUNS + 1):
            placement = draw(chance, at_once, wanted.works, wanted.kinds)
            wrong = placed(placement, folder, hangs_after=_CONTROL_HANGS_AFTER)
            if wrong.startswith(("outside", "it hung")):
                return f"after {number}: {placement.kind}, {placement.work}: {wrong}"
    return ""


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="shared_folders", runs=2_000)
    _listen()
    kinds: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        folder = Path(name) / "ground"
        steps = {each: rehearse(work, folder) for each, work in works.WORKS.items()}
        for _run in range(asked.runs):
            placement = draw(asked.chance, steps)
            kinds[placement.work] += 1
            if wrong := placed(placement, folder):
                failures.append(f"{placement}: {wrong}")
        caught = {each: control(each, asked.chance, steps, folder) for each in CONTROLS}
    print("placements: " + ", ".join(f"{count} {each}" for each, count in kinds.most_common()))
    return asked.tell(failures, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
