"""The receiving side of a folder: packs come into ``incoming/``, receipts and answers go out beside it, what failed stands in ``quarantine/``.

Packs may come into a mailbox, the store of a tus server, or a plain folder. A sealed pack is ``<pack-id>.pdf.age``, as the folder
transport and a person with a memory stick bring it, or an upload of a tus server: a file with an opaque name, and ``<name>.json``
beside it that tells its size and what the sender calls it. Nothing here is opened, and nothing that is still on its way is touched.
Names are whatever the sender chose, and whoever may write there can put anything under them: an entry that makes no sense is passed
over or told by itself, and stops no other.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.mailboxes.claims import claim
from prevent_desktop.files.durable import make_folder
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.shared import SharedFolder

LARGEST_PACK = 1 << 30
"""Bytes of a sealed pack that is taken at all."""
PACK_ENDING = ".pdf.age"
RECEIPT_ENDING = ".jws"
ANSWER_ENDING = ".age"
PACK_NAME = re.compile(rf"({PACK_ID.pattern})([ _(.-][^/\\]*)?{re.escape(PACK_ENDING)}")
"""What a sealed pack is called; people and programs that copy files add to it."""
DESK, TAKEN = "desk", "taken"
"""Where a desk of several leaves what one of its vaults has taken in, still sealed, until all of them have it."""
QUARANTINE = "quarantine"
LARGEST_REASON = 16 * 1024

_PLACES = ("incoming", "store", "files")
_UPLOAD_NAME = re.compile(r"[0-9A-Za-z_-]{8,80}")
_INFO_ENDING = ".json"
_LARGEST_INFO = 64 * 1024


def growing_name(pack_id: str, digest: str) -> str:
    """What a pack is called in ``incoming/`` until it is whole; receivers look at no hidden file."""
    return f".{pack_id}{PACK_ENDING}.{digest[:16]}.part"


def left_name(pack_id: str, digest: str) -> str:
    """What a sealed pack is called in ``taken/``, by the SHA-256 of the sealed file."""
    return f"{pack_id}.{digest}{PACK_ENDING}"


def untrusted_left_digest(name: str) -> str:
    """The digest that such a name says, also as the end of a key."""
    return name.removesuffix(PACK_ENDING).rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A sealed file that has come in whole. `untrusted_pack_id` is what its name says, empty where it says nothing.

    `name` is the file's own in `place`; `beside` names what a tus server keeps with it. `size` is in bytes. One that `stays` was
    taken in by a colleague before, and is there for the others.
    """

    untrusted_pack_id: str
    place: SharedFolder
    name: str
    beside: tuple[str, ...] = ()
    size: int
    stays: bool = False

    @property
    def path(self) -> Path:
        """Where it is, for words."""
        return self.place.path / self.name

    def open(self) -> BinaryIO:
        """It, to be read. NotPlainError where a link or a pipe has its name, FileNotFoundError where it was taken."""
        return self.place.reading(self.name)

    def digest(self) -> str:
        """Its SHA-256, in hexadecimal digits. Raises as `open`."""
        return self.place.digest(self.name)

    def is_ours(self) -> bool:
        """Whether nobody else can have taken it: a lock is held until it is let go."""
        return True

    def take_away(self) -> None:
        """Remove what was received and answered. What a server keeps with it goes last; missing files are no matter."""
        if not self.stays:
            self.place.take(self.name, *self.beside)


class FolderMailbox:
    """A folder that senders put sealed packs into, and that the receiver answers in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> FolderMailbox:
        """Make the mailbox and its two folders where they are not there yet."""
        make_folder(folder)
        mailbox = cls(folder)
        mailbox.incoming.make()
        mailbox.receipts.make()
        return mailbox

    @property
    def endpoint(self) -> str:
        """The address that a receiver of this mailbox has."""
        return self.folder.absolute().as_uri()

    @property
    def incoming(self) -> SharedFolder:
        """Where sealed packs come in."""
        return SharedFolder(self.folder, "incoming")

    @property
    def receipts(self) -> SharedFolder:
        """Where receipts go out."""
        return SharedFolder(self.folder, "receipts")

    @property
    def answers(self) -> SharedFolder:
        """Where sealed answers go out, in a folder for each pack."""
        return SharedFolder(self.folder, "answers")

    @property
    def receipts_folder(self) -> Path:
        """The path of `receipts`."""
        return self.receipts.path

    @property
    def answers_folder(self) -> Path:
        """The path of `answers`."""
        return self.answers.path

    def receipt_path(self, pack_id: str) -> Path:
        """Where the receipt of a pack is."""
        return self.receipts_folder / f"{pack_id}{RECEIPT_ENDING}"

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt that stands there, so many bytes of it; None where there is none. NotPlainError."""
        try:
            return self.receipts.read(self.receipt_path(pack_id).name, at_most)
        except FileNotFoundError:
            return None

    def answer(self, pack_id: str, number: int, *, at_most: int) -> bytes | None:
        """The same for an answer."""
        try:
            return self.answers.inside(pack_id).read(self.answer_path(pack_id, number).name, at_most)
        except FileNotFoundError:
            return None

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> Path:
        """Put a sealed answer where the sender looks for it, durably; the sender sees it whole or not at all.

        FileExistsError where an answer with this number is there: one that was given is never replaced.
        """
        path, folder = self.answer_path(pack_id, number), self.answers.inside(pack_id)
        self.answers.make()
        folder.make()
        if not folder.put_new(path.name, [sealed]):
            raise FileExistsError(path)
        return path

    def write_receipt(self, pack_id: str, receipt: bytes) -> Path:
        """Put a receipt there, durably; one that is there is replaced. Its folder has to be there."""
        path = self.receipt_path(pack_id)
        self.receipts.put(path.name, [receipt])
        return path

    def put_receipt(self, pack_id: str, receipt: bytes) -> bool:
        """Put a receipt where the sender looks, durably; False where something stands there, which stays."""
        self.receipts.make()
        return self.receipts.put_new(self.receipt_path(pack_id).name, [receipt])

    def set_receipt_aside(self, pack_id: str, ending: str) -> None:
        """Move what stands in a receipt's place, so that its name is free; it gets the ending."""
        name = self.receipt_path(pack_id).name
        self.receipts.move(name, self.receipts, name + ending)

    def answers_given(self, pack_id: str) -> tuple[int, ...]:
        """The numbers of the answers to a pack that are there."""
        try:
            names = self.answers.inside(pack_id).names()
        except FileNotFoundError:
            return ()
        numbers = [name.removesuffix(ANSWER_ENDING) for name in names if name.endswith(ANSWER_ENDING)]
        return tuple(sorted(int(number) for number in numbers if number.isascii() and number.isdigit()))

    def answer_path(self, pack_id: str, number: int) -> Path:
        """Where an answer to a pack is; they are numbered from 1."""
        return self.answers_folder / pack_id / f"{number}{ANSWER_ENDING}"

    # -- packs that come in

    def incoming_place(self) -> SharedFolder:
        """Where packs come in: the folder for it where there is one, else the folder itself, as on a memory stick.

        NotPlainError where a link has the name of the folder for it: nothing that comes in may be passed over in silence.
        """
        whole = SharedFolder(self.folder)
        for name in _PLACES:
            found = whole.kind(name)
            if found is not None and stat.S_ISLNK(found.st_mode):
                raise NotPlainError(name)
            if found is not None and stat.S_ISDIR(found.st_mode):
                return whole.inside(name)
        return whole

    def arrived(self) -> tuple[Arrived, ...]:
        """All that has come in whole and has not been taken away yet, by name. OSError where the place is away.

        A link, a pipe or a device with the name of a pack is among it, with no size: whoever opens it is told. Folders are not.
        """
        return tuple(_arrived_in(self.incoming_place()))

    def called(self, arrival: Arrived) -> str:
        """What a file is claimed and noted by."""
        return arrival.untrusted_pack_id or arrival.name

    def notes_in(self, _beside: Path) -> Path:
        """Where it is noted which files somebody began to read: here, for all who take packs from here."""
        return self.folder

    @contextmanager
    def holding(
        self, arrival: Arrived, _beside: Path, _watch: Callable[[int], object] = lambda _read: None
    ) -> Iterator[Arrived | None]:
        """The claim on what has come, while the block runs; None where another worker has it, or has taken it. OSError."""
        is_there = arrival.place.has(arrival.name)  # spares a claim, and decides nothing
        held = claim(self.folder, self.called(arrival)) if is_there else None
        try:
            yield None if held is None else arrival
        finally:
            if held is not None:
                held.release()

    # -- what a desk of several leaves for its other vaults

    @property
    def _taken(self) -> SharedFolder:
        return SharedFolder(self.folder, TAKEN)

    def leave(self, held: Arrived, pack_id: str, digest: str) -> None:
        """Put what was received and answered where the desk's other vaults find it, in place of taking it away. OSError."""
        if held.stays:
            return
        self._taken.make()
        held.place.move(held.name, self._taken, left_name(pack_id, digest))
        held.place.take(*held.beside)

    def left(self) -> tuple[Arrived, ...]:
        """What others of the desk have left, by name. OSError where the place is away."""
        try:
            return tuple(replace(one, stays=True) for one in _arrived_in(self._taken))
        except FileNotFoundError:
            return ()

    def drop_left(self, name: str) -> None:
        """Take away what nobody of the desk needs any more. OSError."""
        self._taken.take(name)

    def make_desk_folder(self) -> Path:
        """The folder in which the desk's vaults tell each other who has which pack, made where it is not there. OSError."""
        folder = SharedFolder(self.folder, DESK)
        folder.make()
        return folder.path

    # -- what stands aside

    @property
    def _quarantine(self) -> SharedFolder:
        return SharedFolder(self.folder, QUARANTINE)

    def set_aside(self, held: Arrived, name: str, reason_name: str, reason: bytes) -> None:
        """Move a file to ``quarantine/``, the reason first, durably. OSError where the folder does not let us."""
        aside = self._quarantine
        aside.make(for_owner=True)
        aside.put(reason_name, [reason], for_owner=True)
        held.place.move(held.name, aside, name)
        held.place.take(*held.beside)

    def aside_names(self) -> list[str]:
        """The names of all that is in ``quarantine/``. OSError where the folder is away."""
        try:
            return self._quarantine.names()
        except FileNotFoundError:
            return []

    def aside_reason(self, name: str) -> bytes:
        """So many bytes of a reason as one may have. OSError."""
        return self._quarantine.read(name, LARGEST_REASON)

    def put_back(self, name: str, back: str, otherwise: str) -> Path:
        """Let a file come in again by the name `back`, or `otherwise` where that is taken. FileNotFoundError where it is gone."""
        incoming = self.incoming_place()
        new = otherwise if incoming.has(back) else back
        self._quarantine.move(name, incoming, new)
        return incoming.path / new

    def drop_aside(self, *names: str) -> None:
        """Remove files from ``quarantine/``, in this order; missing ones are no matter."""
        self._quarantine.take(*names)


def _arrived_in(place: SharedFolder) -> Iterator[Arrived]:
    for name in place.names():
        try:
            found = _looked_at(place, name)
        except OSError:  # of this one entry: taken by another worker meanwhile, or not what it seems
            continue
        if found is not None:
            yield found


def _looked_at(place: SharedFolder, name: str) -> Arrived | None:
    if match := PACK_NAME.fullmatch(name):
        found = place.kind(name)
        if found is None or stat.S_ISDIR(found.st_mode):
            return None
        size = found.st_size if stat.S_ISREG(found.st_mode) else 0
        return Arrived(untrusted_pack_id=match[1], place=place, name=name, size=size)
    return _upload(place, name) if _UPLOAD_NAME.fullmatch(name) else None


def _upload(place: SharedFolder, name: str) -> Arrived | None:
    """An upload of a tus server; None where it is no such thing, or is not whole yet. OSError."""
    found, info_name = place.kind(name), name + _INFO_ENDING
    if found is None or not stat.S_ISREG(found.st_mode):
        return None
    try:
        untrusted_info = json.loads(place.read(info_name, _LARGEST_INFO))
        size = untrusted_info["size"]
        untrusted_name = _called(untrusted_info)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not isinstance(size, int) or found.st_size != size:
        return None
    match = PACK_NAME.fullmatch(untrusted_name)
    return Arrived(
        untrusted_pack_id=match[1] if match else "", place=place, name=name, beside=(info_name,), size=size
    )


def _called(untrusted_info: Any) -> str:
    metadata = untrusted_info.get("metadata") or {}
    name = metadata.get("filename") or ""
    return name if isinstance(name, str) else ""
