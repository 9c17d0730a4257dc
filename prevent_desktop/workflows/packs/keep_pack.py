"""Keep a signed pack in the record, and queue it, print it, or save it to a folder.

The record is written first and the outbox second, and `follow_up` finishes what a crash cut short between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.delivery.outbox.sealed_files import StagedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.files.durable import pieces_of, sync
from prevent_desktop.files.saving import saving
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import StoredFile
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import (
    require_readable,
)
from prevent_desktop.workflows.organisation.profile.standing import require_current
from prevent_desktop.workflows.organisation.sign_in_places import tell_sign_ins
from prevent_desktop.workflows.packs.sign_pack import Sealed, SignedPack, sealed_for
from prevent_desktop.workflows.people.people import set_case_status

AlsoKept = Callable[[Vault, PackRecord], None]
"""Writes down what belongs to a pack, in the transaction in which it is kept."""


def nothing_more(_vault: Vault, _record: PackRecord) -> None:
    """What most packs have written down beside them."""


def keep(
    vault: Vault,
    signed: SignedPack,
    *,
    case_id: str,
    status: PackStatus,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> PackRecord:
    """Keep the signed PDF and its record in the vault, and what is `also` written down, or none of it.

    ProfileError where the organisation's profile has run out.
    """
    require_current(vault, now=now)
    stored = _own_copy(vault, signed)
    try:
        with vault.transaction():
            record = _record(vault, signed, stored, case_id, status, now)
            also(vault, record)
            return record
    except BaseException:
        vault.attachments.files.remove(stored.id)
        raise


def _own_copy(vault: Vault, signed: SignedPack) -> StoredFile:
    if signed.own is not None:
        return vault.attachments.files.keep(signed.own)
    with signed.pdf.open() as pdf:
        return vault.attachments.files.put(pdf)


def _record(
    vault: Vault, signed: SignedPack, stored: StoredFile, case_id: str, status: PackStatus, now: datetime
) -> PackRecord:
    vault.attachments.add_stored(
        stored,
        case_id=case_id,
        file_name=f"{signed.content.pack_id}.pdf",
        media_type="application/pdf",
        description=_("Signed pack"),
        at=now,
    )
    record = PackRecord(
        id=signed.content.pack_id,
        case_id=case_id,
        recipient_id=signed.receiver.id,
        recipient_name=signed.receiver.name,
        attachment_id=stored.id,
        page_count=signed.page_count,
        pdf_digest=stored.sha256,
        sealed_digest=signed.sealed.digest,
        status=status,
        signed_at=now,
        corrects=signed.corrects,
        held=tuple(form.response_id for form in signed.content.all_forms if form.response_id),
        answer_by=signed.content.answer_by,
    )
    vault.packs.add(record)
    vault.audit.append("pack.signed", record.id, record.pdf_digest)
    if record.corrects is not None:
        vault.audit.append("pack.corrected", record.corrects, record.id)
    vault.audit.append(signed.closed_as, record.id, record.sealed_digest)
    return record


def keep_and_queue(
    vault: Vault,
    spool: Spool,
    signed: SignedPack,
    *,
    case_id: str,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> PackRecord:
    """Keep a signed pack as `keep` does, then queue it. Queueing it twice is one pack (the spool knows it by its id)."""
    record = keep(vault, signed, case_id=case_id, status=PackStatus.SIGNED, now=now, also=also)
    queue_sealed(vault, spool, record, signed.receiver, signed.sealed, now=now)
    return vault.packs.get(record.id)


def queue_sealed(
    vault: Vault, spool: Spool, record: PackRecord, receiver: Receiver, sealed: Sealed, *, now: datetime
) -> None:
    """Hand a sealed pack to the spool, then write down that it is queued."""
    tell_sign_ins(spool, (*settings.known_receivers(vault), receiver))
    item = spool.queue(
        record.id,
        sealed if isinstance(sealed, StagedPack) else sealed.open(),
        endpoint=receiver.endpoint,
        receipt_certificate=receiver.receipt_certificate,
    )
    with vault.transaction():
        vault.packs.set_queued(record.id, sealed_digest=item.digest)
        set_case_status(vault, record.case_id, CaseStatus.QUEUED, now=now)
        vault.audit.append("pack.queued", record.id, item.digest)


def seal_again(vault: Vault, spool: Spool, record: PackRecord, receiver: Receiver) -> StagedPack:
    """Seal the kept PDF of a pack that never reached the spool."""
    with vault.attachments.open(record.attachment_id) as pdf:
        return spool.stage(sealed_for(receiver, pdf))


def keep_to_print(vault: Vault, signed: SignedPack, *, case_id: str, now: datetime) -> None:
    """Keep a readable copy that leaves on paper alone. UsageError where none may leave for that receiver, PrintingError."""
    require_readable(vault, signed.receiver)
    keep(vault, replace(signed, on_paper=True), case_id=case_id, status=PackStatus.SAVED, now=now)
    signed.sealed.discard()


def save_to_folder(
    vault: Vault,
    signed: SignedPack,
    folder: Path,
    *,
    case_id: str,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> tuple[PackRecord, Path]:
    """Write a sealed or protected pack to a folder of the person's choice, such as a USB stick, and keep the signed one.

    A readable copy goes the same way; UsageError where none may leave for that receiver.

    It is kept once all of it is on the stick, and has its name there once it is kept. Raises NotSavedError where it
    cannot be written; nothing is kept then.
    """
    sealed = signed.receiver.way is SealingWay.AGE and not signed.readable
    if signed.readable:
        require_readable(vault, signed.receiver)
    target = folder / f"{signed.content.pack_id}{'.pdf.age' if sealed else '.pdf'}"
    with saving(target, _("The sealed pack could not be saved")):
        with SharedFolder(folder).writing(target.name) as written:
            with signed.sealed.open() as source:
                written.writelines(pieces_of(source))
            sync(written)  # all of it is on the stick before any of it is kept
            with vault.transaction():
                record = keep(vault, signed, case_id=case_id, status=PackStatus.SAVED, now=now, also=also)
                if sealed:
                    vault.audit.append("pack.saved", record.id, record.sealed_digest)
        signed.sealed.discard()
    return record, target
