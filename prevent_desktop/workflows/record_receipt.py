"""A receipt goes into the record, once it is verified against the receiver's certificate and the sealed file's digest."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.case_status import set_case_status


def record_receipt(
    vault: Vault, pack: PackRecord, untrusted_receipt: str, certificate_pem: str, *, now: datetime
) -> None:
    """The pack is delivered, and the case acknowledged. ReceiptError where the receipt is not for this very pack."""
    receipt = verify_receipt(
        untrusted_receipt, certificate_pem, pack_id=pack.id, sealed_digest=pack.sealed_digest
    )
    with vault.transaction():
        vault.packs.set_receipt(
            pack.id,
            receipt=untrusted_receipt,
            receipt_at=receipt.received_at,
            receiver_reference=receipt.reference,
        )
        if (
            vault.cases.get(pack.case_id).status is CaseStatus.FINALISED
        ):  # it went by hand: nothing was queued
            set_case_status(vault, pack.case_id, CaseStatus.QUEUED, now=now)
        set_case_status(vault, pack.case_id, CaseStatus.ACKNOWLEDGED, now=now)
        vault.audit.append("receipt.verified", pack.id)  # the receiver's own reference could name somebody
