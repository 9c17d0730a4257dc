"""A vault made once, at the floor cost, and copied for each test: deriving a key is what takes the time."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import NOW, a_form, a_note, answers, keep_case

PASSPHRASE = "violet tractor lamp seventeen"


@dataclass(frozen=True)
class Made:
    folder: Path
    key: VaultKey
    recovery_code: str
    passphrase: str = PASSPHRASE


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "vault"
    created = copied_vault(folder, PASSPHRASE)
    return Made(folder, created.key, created.recovery_code)


@pytest.fixture
def made(made_once: Made, tmp_path: Path) -> Made:
    """A closed vault of the test's own."""
    folder = tmp_path / "vault"
    shutil.copytree(made_once.folder, folder)
    return Made(folder, made_once.key, made_once.recovery_code)


@pytest.fixture
def vault(made: Made) -> Iterator[Vault]:
    """An open vault of the test's own."""
    with Vault.open(made.folder, made.key) as opened:
        yield opened


@pytest.fixture
def filled(vault: Vault) -> Vault:
    """The open vault with some of everything in it."""
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
