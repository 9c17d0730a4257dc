"""A newer directory has another address or receipt key of a kept school: it is told by name, old and new, and taken when a person says so."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.errors import ProfileError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.school_move.changed_schools import changed_schools, take_change
from prevent_desktop.workflows.school_move.directory import (
    ListedSchool,
    choose_school,
    sign_directory,
    take_directory,
)
from prevent_desktop.workflows.school_move.schools import CHOSEN, SchoolCard, keep_card
from tests.profiles import Administrator
from tests.unit.vault.examples import a_pack
from tests.unit.workflows.conftest import now
from tests.unit.workflows.school_move.test_directory import a_school, council, directory, vault

__all__ = ("council", "vault")

MOVED = replace(a_school(), endpoint="https://new.example/files")


def take(vault: Vault, council: Administrator, version: int, *schools: ListedSchool) -> None:
    take_directory(vault, sign_directory(directory(*schools, version=version), council.key), now=now())


def test_another_address_is_told_old_and_new_and_nothing_changes_until_it_is_taken(
    vault: Vault, council: Administrator
) -> None:
    take(vault, council, 1, a_school())
    kept = choose_school(vault, a_school())
    assert changed_schools(vault) == {}
    take(vault, council, 2, MOVED)
    assert settings.schools(vault) == (kept,), "never silently"
    change = changed_schools(vault)[kept.id]
    (difference,) = change.differences
    assert (difference.kept, difference.listed) == (kept.endpoint, "https://new.example/files")
    assert take_change(vault, change).endpoint == "https://new.example/files"
    assert settings.schools(vault) == (MOVED.receiver,)
    assert changed_schools(vault) == {}
    newest = vault.audit.newest(kept.id, CHOSEN)
    assert newest is not None
    assert newest.detail == a_school().urn


def test_another_receipt_key_is_told_in_words_and_what_is_under_way_is_named(
    vault: Vault, council: Administrator
) -> None:
    kept = choose_school(vault, a_school())
    _person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    waits = replace(a_pack(case, _file(vault, case.id)), recipient_id=kept.id, status=PackStatus.QUEUED)
    vault.packs.add(waits)
    desks.make_desk(vault, desks.Desk(name="Elm Road", folders=(vault.folder,)), now=now())
    other = vault.secrets.get(desks.RECEIPT_CERTIFICATE)
    assert other is not None
    take(vault, council, 1, replace(a_school(), receipt_certificate=other.decode()))
    change = changed_schools(vault)[kept.id]
    (difference,) = change.differences
    assert (len(difference.kept.split()), len(difference.listed.split())) == (6, 6)
    assert difference.kept != difference.listed
    assert change.under_way == (short_pack_id(waits.id),)


def test_what_was_shown_and_is_another_by_now_is_not_taken(vault: Vault, council: Administrator) -> None:
    kept = choose_school(vault, a_school())
    take(vault, council, 1, MOVED)
    change = changed_schools(vault)[kept.id]
    take(vault, council, 2, replace(MOVED, endpoint="https://third.example/files"))
    with pytest.raises(ProfileError, match="another by now"):
        take_change(vault, change)
    assert settings.schools(vault) == (kept,)


def test_a_card_that_was_compared_by_phone_is_told_too_and_two_schools_of_one_desk_are_no_change(
    vault: Vault, council: Administrator
) -> None:
    keep_card(vault, SchoolCard(a_school().receiver, "words", "words"))
    take(vault, council, 1, a_school("Elm Road Infants", urn="654321"), a_school())
    assert changed_schools(vault) == {}
    take(vault, council, 2, a_school("Elm Road Infants", urn="654321"), MOVED)
    (change,) = changed_schools(vault).values()
    assert change.listed == MOVED


def _file(vault: Vault, case_id: str) -> str:
    added = vault.attachments.add(
        io.BytesIO(b"pdf"), case_id=case_id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    return added.id
