"""Whatever is packed, printed or copied from the practice vault says on each page that it is practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.packs.preview import Document
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.practice import open_practice
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.printing.parts import chronology_to_print
from prevent_desktop.workflows.printing.to_print import code_to_print
from tests.made_vaults import copied_vault
from tests.unit.packs.reading import page_texts

MARK = "PRACTICE: nobody in it is real"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    made = Places.of(tmp_path_factory.mktemp("practice")).practice
    open_practice(made)
    return made


@pytest.fixture
def vault(places: Places) -> Iterator[Vault]:
    folder, key = open_practice(places)
    with Vault.open(folder, key) as opened:
        yield opened


def pages(document: Document) -> list[str]:
    assert isinstance(document, bytes)
    return page_texts(document)


def test_each_page_of_a_signed_pack_and_of_a_print_says_so(vault: Vault) -> None:
    now = datetime.now(UTC)
    packs = vault.packs.all()
    assert packs
    for pack in packs:
        with vault.attachments.files.open(pack.attachment_id) as pdf:
            signed = page_texts(pdf.read())
        assert len(signed) > 1
        assert all(MARK in page for page in signed)
    printed = chronology_to_print(
        vault, vault.cases.get(packs[0].case_id).person_id, with_name=False, now=now
    )
    assert all(MARK in page for page in pages(printed.pages()))


def test_the_sheet_with_its_recovery_code_says_so(vault: Vault) -> None:
    sheet = code_to_print("A-B-C-D-E-F", now=datetime.now(UTC), remark=settings.practice_words(vault))
    assert MARK in pages(sheet.pages())[0]


def test_one_that_was_made_before_is_marked_when_it_is_opened(places: Places) -> None:
    folder, key = open_practice(places)
    with Vault.open(folder, key) as made_before, made_before.transaction():
        made_before.settings.set("practice", "")
    open_practice(places)
    with Vault.open(folder, key) as opened:
        assert settings.page_marking(opened) == f"{MARK} · OFFICIAL-SENSITIVE"


def test_a_real_vault_says_nothing_of_it(tmp_path: Path) -> None:
    with Vault.open(tmp_path / "vault", copied_vault(tmp_path / "vault").key) as real:
        assert settings.page_marking(real) == "OFFICIAL-SENSITIVE"
