"""Build, sign, verify and seal one pack: slow work that needs no vault, and the same memory for any size.

The attachments are drawn from the vault's sealed files whenever their bytes are needed, and what comes out is sealed
before it touches the disk: the signed pack to the vault, for our own copy, and to the receiver, for the outbox. Both
lie under temporary names until they are kept.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PackContentError, SealingError
from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.sealing import parse_recipient, sealed_pieces
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StagedFile
from prevent_desktop.workflows.packs.pictures import Album, with_pictures
from prevent_desktop.workflows.watched_stream import watched

if TYPE_CHECKING:
    from prevent_desktop.packs.stamping import Stamping

_BUFFER_BYTES = 1 << 19
_T = TypeVar("_T")


class Sealed(Protocol):
    """A sealed pack that is not queued yet. `size` is in bytes, `digest` its SHA-256 in hexadecimal."""

    @property
    def digest(self) -> str:
        """Its SHA-256."""

    @property
    def size(self) -> int:
        """How many bytes."""

    def open(self) -> BinaryIO:
        """From the beginning."""

    def discard(self) -> None:
        """Nobody needs it any more."""


@dataclass(frozen=True, slots=True)
class SealedInMemory:
    """A small one."""

    data: bytes

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        """How many bytes."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """From the beginning."""
        return io.BytesIO(self.data)

    def discard(self) -> None:
        """Nothing is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFolder:
    """Where packs lie, sealed, until they are kept. `stopped` is asked often; once it says so the work ends.

    `album` has the pictures of earlier packs.
    """

    files: AttachmentFiles
    spool: Spool
    stopped: Callable[[], bool] = field(default=lambda: False)
    album: Album | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPack:
    """A pack that is signed, verified by ourselves and sealed, and not yet kept anywhere.

    `own` is our copy of `pdf`, sealed to the vault, where there was a folder for it. `no_timestamp` says why there is
    none, where one was asked for. `readable` says that `sealed` is closed to nobody: a copy to read, or where it is `on_paper` to
    print.
    """

    content: PackContent
    receiver: Receiver
    pdf: Pieces
    sealed: Sealed
    page_count: int
    corrects: str | None = None
    own: StagedFile | None = None
    no_timestamp: str = ""
    readable: bool = False
    on_paper: bool = False

    @property
    def closed_as(self) -> str:
        """What the audit calls the way in which it is closed."""
        if self.readable:
            return "pack.signed-to-print" if self.on_paper else "pack.readable-copy"
        return "pack.sealed" if self.receiver.way is SealingWay.AGE else "pack.protected"

    def discard(self) -> None:
        """Take away what lies on the disk of it, where it was not kept."""
        self.sealed.discard()
        if self.own is not None:
            self.own.discard()


def sign_and_seal(
    content: PackContent,
    receiver: Receiver,
    key: CertifiedKey,
    trusted: tuple[bytes, ...],
    work_folder: WorkFolder | None = None,
    close: Callable[[Pieces], Sealed] | None = None,
    *,
    stamping: Stamping | None = None,
) -> SignedPack:
    """Build, sign, verify and seal one pack (slow; needs no vault). Without a `work_folder` the sealed pack stands in memory.

    `close` takes the place of sealing to the receiver's age key (`protect_pack`). `stamping` asks for a timestamp.

    Raises PackError where the pack does not verify by our own code, DiskFullError and SpoolError where a disk takes no
    more, and PackContentError where an attachment is damaged or the work was stopped; then nothing is left of it.
    """
    content = (
        with_pictures(content, work_folder.album, work_folder.stopped)
        if work_folder
        else with_pictures(content)
    )
    with ThreadPoolExecutor(3) as pool:
        checked = [pool.submit(_require_digest, file) for file in content.attachments]
        try:
            pages, pdf = _signed(content, key, stamping)
        finally:
            _results(checked)
        verified = pool.submit(_verify, pdf, trusted)
        own = pool.submit(_own_copy, pdf, work_folder)
        sealed = (
            pool.submit(_sealed, pdf, receiver, work_folder) if close is None else pool.submit(close, pdf)
        )
        _all_or_none(verified, own, sealed)
        return SignedPack(
            content=content,
            receiver=receiver,
            pdf=pdf,
            sealed=sealed.result(),
            page_count=_page_count(pages),
            corrects=None if content.correction is None else content.correction.pack_id,
            own=own.result(),
            no_timestamp="" if stamping is None else stamping.problem,
        )


def sealed_for(receiver: Receiver, pdf: BinaryIO) -> Iterator[bytes | memoryview]:
    """The signed pack `pdf` as it goes to its receiver, piece by piece."""
    return sealed_pieces(pdf, [parse_recipient(text) for text in receiver.seal_to])


def _signed(content: PackContent, key: CertifiedKey, stamping: Stamping | None) -> tuple[bytes, Pieces]:
    """The pages alone, and the signed document."""
    from prevent_desktop.packs.document import build_pages, with_attachments
    from prevent_desktop.packs.signing import sign_streamed
    from prevent_desktop.packs.statement import Statement

    pages = build_pages(content)
    signed = sign_streamed(
        with_attachments(pages, content),
        key,
        Statement(
            reason=_("Referral"),
            location=content.sender.organisation,
            claimed_time=content.signed_at,
            stamping=stamping,
        ),
    )
    return pages, signed


def _verify(pdf: Pieces, trusted: tuple[bytes, ...]) -> None:
    from prevent_desktop.packs.opening import verify_pack

    with pdf.open() as file:
        verify_pack(file, trusted)


def _page_count(pages: bytes) -> int:
    from prevent_desktop.packs.preview import page_count

    return page_count(pages)


def _own_copy(pdf: Pieces, work_folder: WorkFolder | None) -> StagedFile | None:
    if work_folder is None:
        return None
    with _watched(pdf, work_folder) as plain:
        return work_folder.files.stage(plain)


def _sealed(pdf: Pieces, receiver: Receiver, work_folder: WorkFolder | None) -> Sealed:
    if work_folder is None:
        with pdf.open() as plain:
            return SealedInMemory(b"".join(map(bytes, sealed_for(receiver, plain))))
    with _watched(pdf, work_folder) as plain:
        return work_folder.spool.stage(sealed_for(receiver, plain))


def _watched(pdf: Pieces, work_folder: WorkFolder) -> BinaryIO:
    def go_on(_read: int) -> None:
        if work_folder.stopped():
            raise _stopped()

    return watched(pdf.open(), go_on)


def _require_digest(file: PackAttachment) -> None:
    """What goes into the pack must be what was put on record, and the pack names it by that digest."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_BUFFER_BYTES))
    try:
        with file.source.open() as plain:
            while size := plain.readinto(buffer):  # type: ignore[attr-defined]  # BinaryIO does not tell of it
                digest.update(buffer[:size])
    except SealingError as error:
        raise _damaged(file) from error
    if digest.hexdigest() != file.sha256:
        raise _damaged(file)


def _results(work: Iterable[Future[_T]]) -> list[_T]:
    return [each.result() for each in work]


def _all_or_none(verified: Future[None], own: Future[StagedFile | None], sealed: Future[Sealed]) -> None:
    """Raise what failed first in the order of what matters; nothing is left on the disk then."""
    try:
        _results((verified,))
        _results((own,))
        _results((sealed,))
    except BaseException:
        for staged in (own, sealed):
            if staged.exception() is None and (left := staged.result()) is not None:
                left.discard()
        raise


def _stopped() -> PackContentError:
    return PackContentError(
        _("Stopped"), _("The pack was not signed, and nothing of it was left."), _("Sign it when you like.")
    )


def _damaged(file: PackAttachment) -> PackContentError:
    return PackContentError(
        _("An attachment is damaged"),
        _("“{file}” is not what was put on record any more.").format(file=file.file_name),
        _("Take it out of the record and add it again, or restore your newest backup."),
    )
