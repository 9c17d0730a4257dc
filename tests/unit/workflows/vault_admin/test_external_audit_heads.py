"""A pack that was sent, or a saved list, tells of an older copy in which nothing is wrong in itself."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.errors import AuditChainError, PackError, RecordError, RolledBackError
from prevent_desktop.vault import integrity
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.vault_admin import external_audit_heads
from prevent_desktop.workflows.vault_admin.audit_export import export_all, save_export
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished


def test_a_saved_list_is_known_to_the_vault_that_it_came_from(office: Office, tmp_path: Path) -> None:
    saved = save_export(export_all(office.vault, now=now()), tmp_path / "all.jsonl")
    external_audit_heads.require_known(
        office.vault, external_audit_heads.head_in(office.vault, saved), saved.name
    )


def test_a_head_that_the_vault_never_had_is_told_with_the_files_name(office: Office) -> None:
    with pytest.raises(RolledBackError, match=r"pack\.pdf was made from this vault later"):
        external_audit_heads.require_known(office.vault, "ab" * 32, "pack.pdf")


def test_a_file_that_is_no_witness_is_refused_and_one_that_cannot_be_read_is_named(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    for content, error in (
        (b"%PDF-1.7 nothing", PackError),
        (b"{}\n", AuditChainError),
        (b"", AuditChainError),
    ):
        path.write_bytes(content)
        with pytest.raises(error):
            external_audit_heads.head_in(office.vault, path)
    with pytest.raises(RecordError, match=r"gone\.pdf"):
        external_audit_heads.head_in(office.vault, tmp_path / "gone.pdf")


@pytest.mark.harms_vault("files lie there of which no record knows")
def test_stray_files_that_are_no_packs_are_no_witnesses(office: Office) -> None:
    for plain in (b"left by a crash", b"%PDF-1.7 half a page"):
        office.vault.attachments.files.put(io.BytesIO(plain))
    stray = integrity.check(office.vault).stray_files
    assert len(stray) == 2
    assert external_audit_heads.check_stray_packs(office.vault, stray) == 0


def signed_pdf(office: Office, audit_head: str) -> bytes:
    """A real pack whose pages bear this head."""
    finished(office, SCREENING)
    choice = prepare(office.vault, office.library, office.case.id, now=now()).choices[0]
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now()
    )
    signed = sign_and_seal(
        replace(content, audit_head=audit_head), choice.receiver, signing_key(office.vault),
        trusted_certificates(office.vault),
    )  # fmt: skip
    return signed.pdf.read()


@pytest.mark.harms_vault("a pack's record is taken away")
def test_a_pack_whose_record_is_gone_tells_whether_the_database_is_older_than_it(office: Office) -> None:
    known = office.vault.attachments.files.put(io.BytesIO(signed_pdf(office, office.vault.audit.head)))
    assert external_audit_heads.check_stray_packs(office.vault, (known.id,)) == 1
    later = office.vault.attachments.files.put(io.BytesIO(signed_pdf(office, "ab" * 32)))
    with pytest.raises(RolledBackError, match="older copy"):
        external_audit_heads.check_stray_packs(office.vault, (known.id, later.id))
