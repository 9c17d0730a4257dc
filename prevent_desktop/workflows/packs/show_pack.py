"""Look at a pack that was signed: the very bytes that were sealed, out of the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.person import Person
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.forms.corrections import corrected_by
from prevent_desktop.workflows.organisation.own_lead import phone_of
from prevent_desktop.workflows.packs.protect_pack import may_be_closed_again
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.viewing import note_view


class SignedPdf:
    """Opens a signed pack, which may be large, on any thread; the first time only once all of it has its digest."""

    def __init__(self, files: AttachmentFiles, file_id: str, sha256: str) -> None:
        self._files, self._file_id, self._sha256 = files, file_id, sha256
        self._is_whole = False

    def __call__(self) -> BinaryIO:
        """From the beginning; seekable. Raises DatabaseDamagedError."""
        if not self._is_whole:
            self._files.verify(self._file_id, self._sha256)
            self._is_whole = True
        return self._files.open(self._file_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPack:
    """A signed pack and whom it is about. `corrected_by` took its place, if one did.

    `may_be_closed_again` says that it went out under a password and can get a new one. `phone` is the receiver's.
    """

    record: PackRecord
    person: Person
    pdf: SignedPdf
    corrected_by: PackRecord | None
    may_be_closed_again: bool = False
    phone: str = ""


def show_pack(vault: Vault, pack_id: str) -> ShownPack:
    """Read a signed pack, and write down that it was looked at. Raises RecordError where there is none."""
    record = vault.packs.get(pack_id)
    person = person_of_case(vault, record.case_id)
    note_view(vault, viewing.PACK, pack_id)
    return ShownPack(
        record=record,
        person=person,
        pdf=SignedPdf(vault.attachments.files, record.attachment_id, record.pdf_digest),
        corrected_by=corrected_by(record, vault.packs.of_case(record.case_id)),
        may_be_closed_again=may_be_closed_again(vault, pack_id),
        phone=phone_of(vault, record.recipient_id),
    )
