"""A vault with some of everything, to be copied."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import NOW, a_form, a_note, answers, keep_case


@pytest.fixture
def filled(vault: Vault) -> Vault:
    case = keep_case(vault)
    vault.notes.add(a_note(case, "written in the vault"))
    form = a_form(case, answers("draft"))
    vault.responses.add(form)
    final = answers("final")
    vault.responses.finalise(form.id, final, hashlib.sha256(final.encode()).hexdigest(), NOW)
    for number in range(3):
        vault.attachments.add(
            io.BytesIO(bytes([number]) * 100_000),
            case_id=case.id, file_name=f"{number}.bin", media_type="x/y", at=NOW,
        )  # fmt: skip
    vault.audit.append("form.finalised", form.id)
    return vault


def attachment_path(vault: Vault, number: int) -> Path:
    """Where the sealed file of an attachment stands."""
    return vault.attachments.files.path(vault.attachments.all()[number].id)
