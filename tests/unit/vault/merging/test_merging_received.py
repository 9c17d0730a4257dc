"""Two laptops of one receiving desk: a pack that came in is one pack, in the case that a person put it in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.received_pack import ReceivedStatus, id_beside
from prevent_desktop.vault import integrity
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, keep_case
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop
from tests.unit.vault.test_received import receive

PACK = "P-ABCDEFGHJKMN"


def pdf_digest(pack_id: str) -> str:
    return hashlib.sha256(f"%PDF-{pack_id}".encode()).hexdigest()


@pytest.fixture
def here(made: Made) -> Laptop:
    laptop = Laptop(made.folder, made.key)
    with laptop.opened() as vault:
        keep_case(vault)
    return laptop


@pytest.fixture
def there(here: Laptop, tmp_path: Path) -> Laptop:
    return second_laptop(here, tmp_path / "other" / "vault")


def test_a_pack_that_came_to_the_other_laptop_comes_with_its_file(here: Laptop, there: Laptop) -> None:
    with there.opened() as vault:
        pack = receive(vault)
        vault.audit.append("pack.received", pack.pack_id)
    report = here.join(there)
    assert report.conflicts == ()
    with here.opened() as vault:
        assert vault.received.all() == (pack,)
        assert vault.attachments.read(pack.attachment_id).startswith(b"%PDF")
        assert integrity.check(vault).stray_files == ()
    assert not here.join(there).is_news


def test_a_pack_that_came_to_both_is_one_pack_and_is_in_the_case_that_somebody_chose(
    here: Laptop, there: Laptop
) -> None:
    with here.opened() as vault:
        ours = receive(vault, PACK)
        vault.audit.append("pack.received", PACK)
    with there.opened() as vault:
        theirs = receive(vault, PACK)
        (case,) = vault.cases.open_cases()
        vault.received.put_in_case(theirs.id, case.id)
        vault.audit.append("pack.put-in-case", PACK)
    assert here.join(there).conflicts == ()
    with here.opened() as vault:
        (kept,) = vault.received.all()
        assert (kept.id, kept.case_id, kept.status) == (ours.id, case.id, ReceivedStatus.IN_CASE)
        assert [each.id for each in vault.attachments.of_case(case.id)] == [ours.attachment_id]
        assert integrity.check(vault).stray_files == ()


def test_a_file_that_a_person_put_in_a_case_here_stays_there(here: Laptop, there: Laptop) -> None:
    with here.opened() as vault:
        (case,) = vault.cases.open_cases()
        vault.received.put_in_case(receive(vault, PACK).id, case.id)
        vault.audit.append("pack.put-in-case", PACK)
    with there.opened() as vault:
        receive(vault, PACK)
        vault.audit.append("pack.received", PACK)
    assert here.join(there).conflicts == ()
    with here.opened() as vault:
        assert [pack.case_id for pack in vault.received.all()] == [case.id]


def test_what_both_took_out_of_one_pack_stands_once_and_names_our_row_of_it(
    here: Laptop, there: Laptop
) -> None:
    with here.opened() as vault:
        (case,) = vault.cases.open_cases()
    packs = []
    for laptop in (here, there):
        with laptop.opened() as vault:
            packs.append(pack := receive(vault, PACK))
            vault.received.put_in_case(pack.id, case.id)
            vault.events.add(told_by(pack.id, case.id, "e" * 32))
            if laptop is there:
                vault.events.add(told_by(pack.id, case.id, "f" * 32))
            vault.audit.append("pack.put-in-case", PACK)
    assert here.join(there).conflicts == ()
    with here.opened() as vault:
        events = vault.events.of_case(case.id)
        assert [(event.id, event.received_id) for event in events] == [
            ("e" * 32, packs[0].id), ("f" * 32, packs[0].id),
        ]  # fmt: skip
    assert not here.join(there).is_news


def told_by(received_id: str, case_id: str, event_id: str) -> Event:
    return Event(
        id=event_id, case_id=case_id, label="Said", what=f"Said {event_id[0]}", when=None, source=Source.TOLD,
        author="Sam Teacher, Hillside Academy", written_at=NOW, received_id=received_id,
    )  # fmt: skip


def test_a_row_that_says_another_thing_of_a_pack_stands_beside_the_one_that_came_here(
    here: Laptop, there: Laptop
) -> None:
    """Under one id, which both worked out of its number and signer; each with the file that it names."""
    with there.opened() as vault:
        theirs = receive(vault, PACK)
        row_id = theirs.id
    with here.opened() as vault:
        file = receive(vault).attachment_id
        ours = replace(theirs, attachment_id=file, title="Another")
        vault.received.add(ours)
    assert here.join(there).conflicts == ()
    with here.opened() as vault:
        kept = {one.title: one for one in vault.received.some([PACK])}
        assert kept["Another"] == ours
        assert kept[theirs.title] == replace(theirs, id=id_beside(row_id, pdf_digest(PACK)))
        assert integrity.check(vault).stray_files == ()
    assert not here.join(there).is_news
