"""Files of a record that hurt whoever looks at them: each is drawn, or refused in a sentence, and the next one is drawn (fault 20).

    python -m tests.faults looked_at_files --runs 200 [--seed 1]      (Linux)

A run makes one file that is meant to hurt (pictures, PDFs, documents and workbooks that unpack to very much; polyglots; noise),
adds it to a vault's files, and looks at it as the page of a file does: its kind, the count of its pages, the first and the last
page, the words. In every third run the process that draws is killed, or told to stop, in the middle. Afterwards a true letter,
picture or document must be shown. A finding is anything but our own errors; pixels that are not as many as is said, or more than may
be; words past their bound; a file written anywhere; a process over 480 MB (100 when it starts, 380 more), this one over 250 MB more
than before; more than a minute; a true file that is not shown. The controls, which must be caught: a
process whose pixels are taken as they come, and words that are shown in one piece.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from unittest import mock

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.person import Person
from prevent_desktop.confined import asking
from prevent_desktop.confined.spawn import Child, start_asked
from prevent_desktop.errors import EvidenceError, PreventDesktopError
from prevent_desktop.evidence import pictures
from prevent_desktop.evidence.answers import MOST_DRAWN, DrawnPicture
from prevent_desktop.packs.reader import asking as reader
from prevent_desktop.sealing import generate_identity
from prevent_desktop.tables import asking as tables
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.record import preview_file
from prevent_desktop.workflows.record.attachments import seal_file
from prevent_desktop.workflows.record.preview_file import (
    NoPages,
    PdfPages,
    PicturePages,
    ShownFile,
    TextPages,
    preview_of,
)
from tests.faults import costly_files, hostile_files
from tests.faults.harness import PeakMemory, ask
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.tables.making import workbook

MEGABYTES, OWN_MEGABYTES, SECONDS = 480, 250, 60.0
_WIDTH = 1_240
_MOST_LETTERS = 2_000_000
_MOST_PDF_PIXELS = 30_000_000
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LYING = (
    "import json, sys\n"
    "question = json.loads(sys.stdin.buffer.readline())\n"
    "sys.stdin.buffer.read(question['size'])\n"
    "facts = {'format': 'PNG', 'width': 9, 'height': 9, 'pages': 1, 'hidden': []}\n"
    "told = {'facts': facts, 'shown_pages': 1, 'pictures': [{'size': 5000, 'width': 9000, 'height': 9000}]}\n"
    "sys.stdout.buffer.write(json.dumps(told).encode() + b'\\n' + bytes(5000))\n"
)
Maker = Callable[[random.Random], bytes]


def _package(parts: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            package.writestr(name, data)
    return written.getvalue()


def document_bomb(chance: random.Random) -> bytes:
    """A document that unpacks to very much: blanks, words, elements in elements, one endless element, entities in entities."""
    piece, times = chance.choice([
        (b" " * 1_000_000, 230), (b"<w:t>word</w:t>" * 80_000, 100), (b"<w:p>" * 200_000, 25), (b"<w:t a='" + b"x" * 1_000_000, 100),
        (b"<w:t>" + b"&#65;" * 200_000 + b"</w:t>", 100),
    ])  # fmt: skip
    doctype = b"<!DOCTYPE d [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>" * chance.randrange(2)
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        name = chance.choice(["word/document.xml", "content.xml"])
        with package.open(name, "w") as part:
            part.write(doctype + f'<w:d xmlns:w="{_WORD}">'.encode())
            for _time in range(times):
                part.write(piece)
    return written.getvalue()


def workbook_bomb(chance: random.Random) -> bytes:
    """A workbook with a sheet of very many cells, or one that says it reaches to the last cell that there is."""
    if chance.random() < 0.5:
        return workbook([["x" * 30_000] * 50] * 10)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _with_sheet(workbook([["x"]]), far)


def _with_sheet(data: bytes, end: bytes) -> bytes:
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            parts[name] = package.read(name).replace(b"</sheetData>", end)
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as again:
        for name, content in parts.items():
            again.writestr(name, content)
    return written.getvalue()


def endless_line(chance: random.Random) -> bytes:
    """A text of one line without a blank, or of nothing but line breaks and letters that turn others around."""
    return chance.choice([b"x", "\u202e\u200b".encode(), b"\n", b"\t"]) * 3_000_000


def costly_pdf(chance: random.Random) -> bytes:
    """A PDF whose pages cost very much."""
    kinds: list[Callable[[int], bytes]] = [
        costly_files.huge_page, costly_files.tall_page, costly_files.page_of_pages, costly_files.huge_picture,
        costly_files.packed_words, costly_files.double_kids, costly_files.deep_arrays, costly_files.huge_index,
    ]  # fmt: skip
    return chance.choice(kinds)(chance.randint(1, 4))


PICTURES = (
    "png bomb",
    "png texts",
    "jpeg bomb",
    "gif bomb",
    "webp bomb",
    "tiff bomb",
    "bmp bomb",
    "harmed",
    "polyglot",
)
MAKERS: dict[str, tuple[str, Maker]] = {
    "document bomb": ("docx", document_bomb),
    "png bomb": ("png", hostile_files.png_bomb),
    "costly pdf": ("pdf", costly_pdf),
    "workbook bomb": ("xlsx", workbook_bomb),
    "endless line": ("txt", endless_line),
    **{name: ("png", hostile_files.MAKERS[name]) for name in PICTURES[1:]},
    "document": ("docx", hostile_files.document),
    "noise": ("pdf", lambda chance: b"%PDF-1.7" + chance.randbytes(chance.randrange(5_000))),
}


def _true_files() -> dict[str, bytes]:
    letter, picture = BytesIO(), BytesIO()
    canvas = Canvas(letter)
    canvas.drawString(72, 700, "Dear school")
    canvas.save()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    words = f'<w:d xmlns:w="{_WORD}"><w:p><w:t>Dear school</w:t></w:p></w:d>'.encode()
    return {
        "true.pdf": letter.getvalue(),
        "true.png": picture.getvalue(),
        "true.docx": _package({"word/document.xml": words}),
    }


@dataclass
class Outcome:
    """What came of the runs."""

    shown: int = 0
    refused: int = 0
    cut: int = 0
    child_mb: float = 0.0
    own_mb: float = 0.0
    own: PeakMemory = field(default_factory=PeakMemory)
    findings: list[str] = field(default_factory=list)


def attack(runs: int, seed: int, *, only: str = "", until_found: bool = False) -> Outcome:
    """So many files, each looked at; of one kind alone where it is named."""
    chance, outcome = random.Random(seed), Outcome()
    true_files = list(_true_files().items())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "in").mkdir()
        (root / "vault").mkdir()
        files = AttachmentFiles(root / "vault", generate_identity())
        for number in range(runs):
            name = only or list(MAKERS)[number % len(MAKERS)]
            started = time.process_time()
            found = list(_one(files, root, name, chance, outcome, cut=not only and number % 3 == 2))
            found += _true_one(files, root, *true_files[number % len(true_files)])
            outcome.own_mb = max(outcome.own_mb, outcome.own.megabytes)
            found += _wrong(root, outcome, time.process_time() - started)
            outcome.findings += [f"{name}: {words}" for words in found]
            if until_found and outcome.findings:
                break
    _close_all()  # only of what has ended is known what it took
    outcome.child_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if outcome.child_mb > max(MEGABYTES, before):
        outcome.findings.append(f"{outcome.child_mb:.0f} MB in a process")
    return outcome


def _wrong(root: Path, outcome: Outcome, seconds: float) -> Iterator[str]:
    outside = [path for path in root.rglob("*") if path.parent.name not in {"in", "vault"} and path.is_file()]
    if outside or any((root / "in").iterdir()):
        yield f"written: {outside}"
    if outcome.own_mb > OWN_MEGABYTES:
        yield f"{outcome.own_mb:.0f} MB in this process"
    if seconds > SECONDS:
        yield f"{seconds:.0f} seconds"


def _one(
    files: AttachmentFiles, root: Path, name: str, chance: random.Random, outcome: Outcome, *, cut: bool
) -> Iterator[str]:
    ending, make = MAKERS[name]
    data = make(chance)
    outcome.own = (
        PeakMemory()
    )  # what making it took is not counted, and a process that is started counts the peak of its maker
    try:
        shown = _added(files, root / "in" / f"file.{ending}", data)
    except EvidenceError:
        outcome.refused += 1
        return
    try:
        with _cut(chance) if cut else ExitStack():
            yield from _looked_at(shown)
        outcome.shown += 1
    except PreventDesktopError:
        outcome.refused += not cut
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield f"{type(error).__name__}: {error}"
    outcome.cut += cut


def _added(files: AttachmentFiles, path: Path, data: bytes) -> ShownFile:
    path.write_bytes(data)
    try:
        taken = seal_file(files, path)
    finally:
        path.unlink()
    attachment = Attachment(
        id=taken.stored.id, case_id="case", file_name=path.name, media_type=taken.facts.kind.media_type,
        size=taken.stored.size, sha256=taken.stored.sha256, description="", added_at=SIGNED_AT,
    )  # fmt: skip
    person = Person(id="p", forenames="A", surname="B", created_at=SIGNED_AT, changed_at=SIGNED_AT)
    return ShownFile(attachment=attachment, case_id="case", person=person, files=files)


def _looked_at(shown: ShownFile) -> Iterator[str]:
    _facts, preview = preview_of(shown)
    if isinstance(preview, NoPages):
        return
    if isinstance(preview, TextPages):
        pages = preview.read()
        if sum(map(len, pages)) > _MOST_LETTERS * 4 or any(len(page) > 10_000 for page in pages):
            yield "more words than may be"
        return
    most = MOST_DRAWN if isinstance(preview, PicturePages) else _MOST_PDF_PIXELS
    count = preview.count
    for number in {0, count - 1} if count else set():
        width, height, pixels = preview.draw(number, _WIDTH)
        preview.words(number)
        if len(pixels) != width * height * 3 or width * height > most:
            yield f"{len(pixels)} bytes for {width} times {height} pixels"


@contextmanager
def _cut(chance: random.Random) -> Iterator[None]:
    """What draws is begun anew, and killed at a moment of its start or of its work."""
    timers: list[threading.Timer] = []

    def killing(begin: Callable[..., Child]) -> Callable[..., Child]:
        def start(*arguments: object, **named: object) -> Child:
            child = begin(*arguments, **named)
            timers.append(threading.Timer(chance.uniform(0.0, 1.2), child.kill))
            timers[-1].start()
            return child

        return start

    _close_all()
    with (
        mock.patch.object(asking, "start_asked", killing(start_asked)),
        mock.patch.object(pictures, "start_asked", killing(start_asked)),
    ):
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()
                timer.join()
            _close_all()


def _close_all() -> None:
    for processes in (reader.PROCESSES, tables.PROCESSES):
        processes.close()


def _true_one(files: AttachmentFiles, root: Path, name: str, data: bytes) -> list[str]:
    """Whatever came before it, a true file is shown."""
    try:
        shown = _added(files, root / "in" / name, data)
        _facts, preview = preview_of(shown)
        if isinstance(preview, TextPages):
            is_right = preview.read()[0].strip() == "Dear school"
        else:
            is_right = isinstance(preview, PdfPages | PicturePages) and preview.count == 1
            is_right = (
                is_right and isinstance(preview, PdfPages | PicturePages) and any(preview.draw(0, 90)[2])
            )
    except PreventDesktopError as error:
        return [f"{name} is not shown: {error}"]
    return [] if is_right else [f"{name} is shown wrong"]


def _as_it_comes(told: dict[str, list[dict[str, int]]], pixels: bytes) -> DrawnPicture:
    shown = told["pictures"][0]
    return DrawnPicture(width=shown["width"], height=shown["height"], pages=1, pixels=pixels)


def _broken(name: str) -> ExitStack:
    """What the controls break."""
    broken = ExitStack()
    if name == "pixels as they come":
        command = [sys.executable, "-c", _LYING]
        broken.enter_context(mock.patch.object(pictures, "own_command", return_value=command))
        broken.enter_context(mock.patch.object(pictures, "checked_pixels", _as_it_comes))
    else:
        broken.enter_context(mock.patch.object(preview_file, "text_pages", lambda text: (text,)))
    return broken


CONTROLS = {"pixels as they come": "png bomb", "words in one piece": "endless line"}
"""What is broken, and what finds it."""


def control(name: str) -> bool:
    """Whether what is broken on purpose was caught."""
    with _broken(name):
        return bool(attack(4, 1, only=CONTROLS[name], until_found=True).findings)


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="looked_at_files", runs=200)
    outcome = attack(asked.runs, asked.seed)
    print(
        f"{outcome.shown} shown, {outcome.refused} refused, {outcome.cut} cut; a process at most {outcome.child_mb:.0f} MB, "
        f"this one {outcome.own_mb:.0f} MB more than before"
    )
    return asked.tell(outcome.findings, controls={name: control(name) for name in CONTROLS})
