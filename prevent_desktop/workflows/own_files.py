"""The files of a case that are its own."""

from __future__ import annotations

from prevent_desktop.casework.pack_record import Attachment, without_packs
from prevent_desktop.vault.vault import Vault


def own_files(vault: Vault, case_id: str) -> tuple[Attachment, ...]:
    """The files of a case that are neither packs made here nor packs that came in: what a pack of ours can take along."""
    left_out = {pack.attachment_id for pack in vault.received.of_case(case_id)}
    # The copies without hidden data go in place of these.
    left_out |= vault.attachments.bare_copies(case_id).keys()
    others = without_packs(vault.attachments.of_case(case_id), vault.packs.of_case(case_id))
    return tuple(file for file in others if file.id not in left_out)
