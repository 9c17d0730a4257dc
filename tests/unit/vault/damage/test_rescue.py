"""A new whole vault from what is left; the damaged one stays as it is."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.looking import check_copy, look_at
from prevent_desktop.vault.damage.rescue import AUDIT_BEFORE, rescue
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, unlock_key
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.damage.test_opening import harm_page, page_of_row, pages_of
from tests.unit.vault.examples import (
    NOW,
    a_case,
    a_form,
    a_note,
    a_pack,
    a_person,
    an_event,
    answers,
    keep_case,
)
from tests.unit.vault.folders import snapshot


@pytest.fixture
def damaged(made: Made) -> Made:
    with Vault.open(made.folder, made.key) as vault:
        case = keep_case(vault)
        form = a_form(case, answers("one", "two"))
        vault.responses.add(form)
        for number in range(60):
            vault.notes.add(a_note(case, f"note {number} " * 40))
            vault.events.add(an_event(case, form.id))
            vault.audit.append("record.viewed", case.person_id)
        for number in range(20):
            person = a_person(f"Forename{number}")
            vault.people.add(person)
            vault.cases.add(a_case(person))
        pdf = vault.attachments.add(
            io.BytesIO(b"evidence" * 50), case_id=case.id, file_name="a.bin", media_type="x/y", at=NOW
        )
        vault.packs.add(a_pack(case, pdf.id))
        vault.settings.set("a", "b")
        vault.audit.bind("a", b"b")
    return made


def test_what_can_be_read_becomes_a_whole_vault_and_the_damaged_one_stays(
    damaged: Made, tmp_path: Path
) -> None:
    harm_page(damaged.folder, page_of_row(damaged, "notes", 30))
    before = snapshot(damaged.folder)
    done = rescue(damaged.folder, damaged.key, tmp_path / "new", database_damaged())
    assert done.findings.lost
    assert snapshot(damaged.folder) == before
    with Vault.open(tmp_path / "new", unlock_key(tmp_path / "new", damaged.passphrase)) as vault:
        integrity.check_at_unlock(vault)
        assert integrity.check(vault).attachments == 1
        assert vault.audit.entries()[-1].action == "vault.rescued"
        assert 40 < vault.database.value("SELECT count(*) FROM notes") < 60
        vault.notes.add(a_note(vault.cases.open_cases()[0]))


def test_whatever_page_is_harmed_what_is_rescued_is_whole(damaged: Made, tmp_path: Path) -> None:
    whole = (damaged.folder / DATABASE_NAME).read_bytes()
    rescued = 0
    for page in random.Random(4).sample(range(1, pages_of(damaged.folder)), 10):
        harm_page(damaged.folder, page)
        target = tmp_path / f"new-{page}"
        try:
            rescue(damaged.folder, damaged.key, target, database_damaged())
        except DatabaseDamagedError:
            assert not target.exists()
        else:
            rescued += 1
            with Vault.open(target, damaged.key) as vault:
                integrity.check_at_unlock(vault)
            with look_at(target, damaged.key) as copy:
                check_copy(copy)
        (damaged.folder / DATABASE_NAME).write_bytes(whole)
    assert rescued > 4


def test_entries_of_the_audit_that_do_not_fit_any_more_are_kept_as_a_text(
    damaged: Made, tmp_path: Path
) -> None:
    harm_page(damaged.folder, page_of_row(damaged, "audit", 30))
    rescue(damaged.folder, damaged.key, tmp_path / "new", database_damaged())
    with Vault.open(tmp_path / "new", damaged.key) as vault:
        entries = vault.audit.entries()
        assert vault.audit.verify() == len(entries)
        assert entries[-1].action == "vault.rescued"
        kept = vault.settings.get(AUDIT_BEFORE)
        assert kept is not None
        assert "record.viewed" in kept


def test_damaged_slots_are_taken_from_a_backup(damaged: Made, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / SLOTS_NAME).write_bytes((damaged.folder / SLOTS_NAME).read_bytes())
    (damaged.folder / SLOTS_NAME).write_bytes(b"nothing")
    rescue(damaged.folder, damaged.key, tmp_path / "new", database_damaged(), slots=tmp_path / "backup")
    with Vault.open(tmp_path / "new", unlock_key(tmp_path / "new", damaged.passphrase)) as vault:
        assert integrity.check(vault).attachments == 1
