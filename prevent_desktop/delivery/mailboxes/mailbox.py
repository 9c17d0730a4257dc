"""The receiving side of a folder mailbox: packs come into ``incoming/``, receipts and answers go out beside it."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.files.durable import make_folder
from prevent_desktop.files.shared import SharedFolder

PACK_ENDING = ".pdf.age"
RECEIPT_ENDING = ".jws"
ANSWER_ENDING = ".age"


def growing_name(pack_id: str, digest: str) -> str:
    """What a pack is called in ``incoming/`` until it is whole; receivers look at no hidden file."""
    return f".{pack_id}{PACK_ENDING}.{digest[:16]}.part"


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
        """The address that a recipient of this mailbox has."""
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
    def incoming_folder(self) -> Path:
        """The path of `incoming`."""
        return self.incoming.path

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
