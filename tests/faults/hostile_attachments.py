"""Hostile attachments: each is taken, shown, copied and put into a pack, or refused in a sentence (fault 20).

    python -m tests.faults hostile_attachments --runs 200 [--seed 1]      (Linux)

A run makes one file that is meant to hurt and one name, adds it as a person does, asks the picture process to show it
and to copy it without hidden data, builds a pack with it, and takes it out of a pack as a receiver does, under the very
name that the sender gave. A finding is anything but our own errors, a file or change anywhere in a watched folder
outside the places that were meant, a process over 300 MB, a program that was taken, or more than a minute. The controls, which
must be caught: decoding without limits, a receiver who writes under the sender's name, and programs let in.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from unittest import mock

import pikepdf

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import EvidenceError, PreventDesktopError
from prevent_desktop.evidence import pictures
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import FileKind
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.packs.content import PackAttachment
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.packs import pictures as shown_pictures
from prevent_desktop.workflows.packs.pictures import with_pictures
from prevent_desktop.workflows.record import attachments
from prevent_desktop.workflows.record.attachments import TakenFile, make_bare_copy
from tests.faults.harness import PeakMemory, ask
from tests.faults.hostile_files import ENDINGS, MAKERS, NAMES
from tests.unit.packs.examples import SIGNED_AT, pack_content

MEGABYTES = 300
SECONDS = 60.0
_UNLIMITED = (
    "from prevent_desktop.evidence import child\n"
    "child.confine = lambda _more, **_how: None\n"
    "child._MOST_PIXEL_BYTES = 1 << 40\n"
    "child.main()\n"
)

Written = Callable[[str], str]
_ASKING = (attachments, shown_pictures)


@dataclass
class Ground:
    """A folder in which everything happens; what is around it is watched, too."""

    root: Path

    def __post_init__(self) -> None:
        for name in ("in", "vault", "out", "home", "tmp", "deep/er"):
            (self.root / name).mkdir(parents=True)
        (self.root / "home" / ".bashrc").write_text("mine")
        self.files = AttachmentFiles(self.root / "vault", generate_identity())

    def seen(self) -> dict[str, str]:
        """Every path outside the places where something is meant to be written, with the digest of its content."""
        return {
            str(path.relative_to(self.root.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else ""
            for path in self.root.parent.rglob("*")
            if path.parent not in {self.root / name for name in ("in", "vault", "out")}
        }


@dataclass
class Outcome:
    """What came of the runs."""

    taken: int = 0
    refused: int = 0
    shown: int = 0
    copied: int = 0
    child_mb: float = 0.0
    own_mb: float = 0.0
    findings: list[str] = field(default_factory=list)


class _Watching(PictureProcess):
    """Notes the highest memory of the processes that it starts."""

    peak_mb = 0.0

    def _end(self) -> None:
        if self._child is not None:
            _Watching.peak_mb = max(_Watching.peak_mb, _peak_mb(self._child.pid))
        super()._end()


def _peak_mb(pid: int) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0  # it has ended, and was confined until then


def attack(runs: int, seed: int, *, written: Written = safe_name, until_found: bool = False) -> Outcome:
    """So many hostile files, each in all places where files are handled. `written` gives a receiver's file its name."""
    chance, outcome, own = random.Random(seed), Outcome(), PeakMemory()
    with tempfile.TemporaryDirectory() as folder, _in(Ground(Path(folder) / "around" / "ground")) as ground:
        before = ground.seen()
        for number in range(runs):
            maker = list(MAKERS)[number % len(MAKERS)]
            started = time.process_time()
            name = f"evidence.{chance.choice(ENDINGS)}"
            if number % 2 == number // len(MAKERS) % 2:  # each kind of content under names of both kinds
                name = NAMES[number // 2 % len(NAMES)]
            _one(ground, maker, name, chance, outcome, written)
            outcome.child_mb, outcome.own_mb = _Watching.peak_mb, own.megabytes
            outcome.findings += [
                f"{maker}: {words}" for words in _wrong(ground, before, time.process_time() - started, own)
            ]
            if until_found and outcome.findings:
                break
    return outcome


@contextmanager
def _in(ground: Ground) -> Iterator[Ground]:
    """Whoever writes where they stand, at home or among temporary files, writes in what is watched."""
    here, kept = Path.cwd(), {name: os.environ.get(name) for name in ("HOME", "TMPDIR")}
    os.chdir(ground.root / "deep")
    os.environ.update(HOME=str(ground.root / "home"), TMPDIR=str(ground.root / "tmp"))
    _Watching.peak_mb = 0.0
    for module in _ASKING:
        setattr(module, PictureProcess.__name__, _Watching)
    try:
        yield ground
    finally:
        os.chdir(here)
        for module in _ASKING:
            setattr(module, PictureProcess.__name__, PictureProcess)
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _wrong(ground: Ground, before: dict[str, str], seconds: float, own: PeakMemory) -> Iterator[str]:
    after = ground.seen()
    if changed := sorted(set(after.items()) ^ set(before.items())):
        yield f"written outside: {changed[:3]}"
        before.clear()
        before.update(after)
    if (peak := max(_Watching.peak_mb, own.megabytes)) > MEGABYTES:
        yield f"{peak:.0f} MB"
    if seconds > SECONDS:
        yield f"{seconds:.0f} seconds"


def _one(
    ground: Ground, maker: str, raw_name: str, chance: random.Random, outcome: Outcome, written: Written
) -> None:
    data = MAKERS[maker](chance)
    try:
        taken = _take(ground, data, raw_name)
    except EvidenceError:
        outcome.refused += 1
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        outcome.findings.append(f"{maker}: {type(error).__name__} when it was added")
    else:
        outcome.taken += 1
        if maker == "program":
            outcome.findings.append("a program was taken")
        _handle(ground, maker, taken, outcome)
    _receive(ground, data, raw_name, maker, outcome, written)


def _take(ground: Ground, data: bytes, raw_name: str) -> TakenFile:
    path = ground.root / "in" / Path(raw_name).name
    try:
        path.write_bytes(data)
    except (OSError, ValueError):  # no file of this system can have that name
        path = ground.root / "in" / "plain"
        path.write_bytes(data)
    return attachments.seal_file(ground.files, path)


def _handle(ground: Ground, maker: str, taken: TakenFile, outcome: Outcome) -> None:
    stored = taken.stored
    attachment = Attachment(
        id=stored.id, case_id="case", file_name=taken.file_name, media_type="image/png", size=stored.size,
        sha256=stored.sha256, description="", added_at=SIGNED_AT,
    )  # fmt: skip
    file = PackAttachment(
        file_name=f"evidence.{taken.facts.kind.group}", media_type="image/png", description="",
        sha256=stored.sha256, source=ground.files.source(stored),
    )  # fmt: skip
    steps: dict[str, Callable[[], int]] = {
        "copied": lambda: bool(make_bare_copy(ground.files, attachment)),
        "shown": lambda: _packed(file),
    }
    for name, step in steps.items():
        try:
            done = step()
            outcome.copied += done if name == "copied" else 0
            outcome.shown += done if name == "shown" else 0
        except PreventDesktopError:
            pass
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            outcome.findings.append(f"{maker}: {type(error).__name__} when it was {name}")


def _packed(file: PackAttachment) -> int:
    """Whether it is seen on the pages of a pack, which is built."""
    content = with_pictures(pack_content(attachments=(file,)))
    build_document(content)
    return bool(content.attachments[0].pictures)


def _receive(
    ground: Ground, data: bytes, raw_name: str, maker: str, outcome: Outcome, written: Written
) -> None:
    """A sender's PDF carries the file under its raw name; the receiver takes it out into a folder."""
    raw_name = raw_name.encode("utf-8", "replace").decode()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[raw_name or "x"] = pikepdf.AttachedFileSpec(pdf, data, filename=raw_name)
        made = BytesIO()
        pdf.save(made)
        try:
            files = extract_files(made.getvalue())
        except PreventDesktopError:
            return
        for name, _kind, content in files:
            given = written(raw_name) if written is not safe_name else name
            if Path(given).is_absolute():
                continue  # only a control would, and nobody wants it to
            with suppress(OSError, ValueError):
                (ground.root / "out" / given).write_bytes(content[:100])
            if written is safe_name and not (ground.root / "out" / given).is_file():
                outcome.findings.append(f"{maker}: the name {given!r} could not be written")


@contextmanager
def _broken(name: str) -> Iterator[Written]:
    """What the controls break."""
    with ExitStack() as broken:
        if name == "decoding without limits":
            broken.enter_context(mock.patch.object(pictures, "own_command", _without_limits))
        if name == "programs let in":
            broken.enter_context(mock.patch.object(attachments, "kind_of_file", _nothing_known))
        yield (lambda raw: raw) if name == "the sender's name" else safe_name


def _without_limits(_word: str) -> list[str]:
    return [sys.executable, "-c", _UNLIMITED]


def _nothing_known(_plain: object, _name: str) -> FileKind:
    return FileKind(group=Group.OTHER, media_type="x/y")


CONTROLS = ("decoding without limits", "the sender's name", "programs let in")


def control(name: str, runs: int = 60) -> bool:
    """Whether what is broken on purpose was caught."""
    with _broken(name) as written:
        return bool(attack(runs, 4, written=written, until_found=True).findings)


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="hostile_attachments", runs=200)
    outcome = attack(asked.runs, asked.seed)
    print(
        f"{outcome.taken} taken, {outcome.refused} refused, {outcome.shown} shown, {outcome.copied} copied; "
        f"picture process at most {outcome.child_mb:.0f} MB, this process {outcome.own_mb:.0f} MB more than before"
    )
    return asked.tell(outcome.findings, controls={name: control(name) for name in CONTROLS})
