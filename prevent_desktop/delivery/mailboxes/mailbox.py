"""The receiving side of a folder mailbox: packs come into ``incoming/``, receipts and answers go out beside it."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.files.durable import make_shared_folder, sync_folder, write_shared

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
        mailbox = cls(folder)
        mailbox.incoming_folder.mkdir(parents=True, exist_ok=True)
        mailbox.receipts_folder.mkdir(exist_ok=True)
        return mailbox

    @property
    def endpoint(self) -> str:
        """The address that a recipient of this mailbox has."""
        return self.folder.absolute().as_uri()

    @property
    def incoming_folder(self) -> Path:
        """Where sealed packs come in."""
        return self.folder / "incoming"

    @property
    def receipts_folder(self) -> Path:
        """Where receipts go out."""
        return self.folder / "receipts"

    @property
    def answers_folder(self) -> Path:
        """Where sealed answers go out, in a folder for each pack."""
        return self.folder / "answers"

    def receipt_path(self, pack_id: str) -> Path:
        """Where the receipt of a pack is."""
        return self.receipts_folder / f"{pack_id}{RECEIPT_ENDING}"

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt that stands there, so many bytes of it; None where there is none."""
        try:
            with self.receipt_path(pack_id).open("rb") as file:
                return file.read(at_most)
        except FileNotFoundError:
            return None

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> Path:
        """Put a sealed answer where the sender looks for it, durably; the sender sees it whole or not at all.

        FileExistsError where an answer with this number is there: one that was given is never replaced.
        """
        path = self.answer_path(pack_id, number)
        if path.exists():
            raise FileExistsError(path)
        make_shared_folder(self.answers_folder)
        make_shared_folder(path.parent)
        write_shared(path, sealed)
        sync_folder(path.parent.parent)
        sync_folder(self.folder)
        return path

    def write_receipt(self, pack_id: str, receipt: bytes) -> Path:
        """Put a receipt there, durably; one that is there is replaced. Its folder has to be there."""
        path = self.receipt_path(pack_id)
        write_shared(path, receipt)
        return path

    def answers_given(self, pack_id: str) -> tuple[int, ...]:
        """The numbers of the answers to a pack that are there."""
        folder = self.answers_folder / pack_id
        names = [path.name.removesuffix(ANSWER_ENDING) for path in folder.glob(f"*{ANSWER_ENDING}")]
        return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))

    def answer_path(self, pack_id: str, number: int) -> Path:
        """Where an answer to a pack is; they are numbered from 1."""
        return self.answers_folder / pack_id / f"{number}{ANSWER_ENDING}"
