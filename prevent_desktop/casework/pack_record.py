"""What the record keeps of a pack that was signed and sealed, and of its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _


class PackStatus(StrEnum):
    """Where a pack is, as the sender's record knows it; the spool's own states are finer."""

    AWAITING = "awaiting"
    SIGNED = "signed"
    QUEUED = "queued"
    DELIVERED = "delivered"
    SAVED = "saved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status in words."""
        return {
            PackStatus.AWAITING: _("Waits for the countersignature"),
            PackStatus.SIGNED: _("Signed"),
            PackStatus.QUEUED: _("On its way"),
            PackStatus.DELIVERED: _("Delivered"),
            PackStatus.SAVED: _("Saved or printed"),
            PackStatus.WITHDRAWN: _("Withdrawn"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRecord:
    """A signed pack for one receiver. `attachment_id` is the signed PDF in the vault's own attachments.

    `sealed_digest` is the SHA-256 of the sealed file, which the receipt must name; `receipt` is the verified JWS.
    `corrects` is the pack with a mistake that this one takes the place of. `held` are the ids of the finished forms in
    it; empty where that was not recorded (before schema version 7). `answer_by` is the day that the pack asks for.
    """

    id: str
    case_id: str
    recipient_id: str
    recipient_name: str
    attachment_id: str
    page_count: int
    pdf_digest: str
    sealed_digest: str = ""
    status: PackStatus = PackStatus.SIGNED
    signed_at: datetime
    receipt: str = ""
    receipt_at: datetime | None = None
    receiver_reference: str = ""
    corrects: str | None = None
    held: tuple[str, ...] = ()
    answer_by: date | None = None

    def may_hold(self, response_id: str) -> bool:
        """Whether a finished form is in the pack, or nobody recorded what is."""
        return not self.held or response_id in self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a case, kept sealed beside the database. `sha256` and `size` are of the plain bytes.

    `case_id` is None only for a received pack that nobody has put in a case yet.
    """

    id: str
    case_id: str | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    description: str = ""
    added_at: datetime


def without_packs(attachments: Iterable[Attachment], packs: Iterable[PackRecord]) -> tuple[Attachment, ...]:
    """The attachments that are not packs of this case: nor those as their author signed them, before a countersignature."""
    known = list(packs)
    ids, names = {pack.attachment_id for pack in known}, {f"{pack.id}.pdf" for pack in known}
    return tuple(one for one in attachments if one.id not in ids and one.file_name not in names)


def corrected_in_words(correction: PackRecord, now: datetime) -> str:
    """By which pack another was corrected, and when that was delivered."""
    short = short_pack_id(correction.id)
    if correction.receipt_at is None:
        return _("Corrected by pack {pack}, which has no receipt yet.").format(pack=short)
    when = short_moment_near(correction.receipt_at, now)
    return _("Corrected by pack {pack}, received {when}.").format(pack=short, when=when)
