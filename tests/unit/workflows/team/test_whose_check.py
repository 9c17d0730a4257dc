"""A pack that a colleague's laptop took in is told as that colleague's word: nobody is shown as having signed by a row alone."""

from __future__ import annotations

import io
from pathlib import Path

from prevent_desktop.casework.received_pack import ReceivedPack, received_pack_id
from prevent_desktop.ui.receiving.inbox_view import verified_facts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.inbox import open_pack
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of


def claimed(vault: Vault, case_id: str) -> ReceivedPack:
    """A row that says that the police signed a pack, over a file that is none, put in a shared case."""
    files = vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"no pack")))
    vault.attachments.add_stored(file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=THEN)
    pack = ReceivedPack(
        id=received_pack_id("P-1111AAAABBBB", "ef" * 32), pack_id="P-1111AAAABBBB", title="Referral",
        sender_name="Chief Constable", sender_organisation="Police", fingerprint="ef" * 32, claimed_at=THEN, received_at=THEN,
        reference="26-1", receipt="r", sealed_digest="cd" * 32, attachment_id=file.id, page_count=1,
    )  # fmt: skip
    vault.received.add(pack)
    vault.received.put_in_case(pack.id, case_id)
    return pack


def shown(vault: Vault, received_id: str) -> dict[str, tuple[str, ...]]:
    opened = open_pack(vault, received_id, now=THEN)
    rows = verified_facts(opened.pack, THEN, due=opened.due, checked_by=opened.checked_by)
    return {row.label: row.values for row in rows}


def test_whose_laptop_says_that_somebody_signed_is_told_above_who_signed(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(pat, case.id)
        carry(sam, pat)
        rows = shown(sam, pack.id)
        assert next(iter(rows)) == "Checked by"
        assert rows["Checked by"] == ("Pat Lee. This laptop did not check who signed it.",)


def test_a_pack_that_came_here_too_was_checked_here(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(pat, case.id)
        carry(sam, pat)
        sam.audit.append("pack.received", pack.pack_id, "ab" * 32)
        assert "Checked by" in shown(sam, pack.id), "another pack under its number"
        sam.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
        assert "Checked by" not in shown(sam, pack.id)
        assert "Checked by" not in shown(pat, pack.id)
