from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.errors import DiskFullError
from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.safe_files import disk_full
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.record.writing import write_note
from prevent_desktop.workflows.vault_admin.audit_words import words_by_kind
from prevent_desktop.workflows.vault_admin.who_saw import who_saw
from prevent_desktop.workflows.viewing import note_view
from tests.unit.workflows.conftest import Office, now

ROOT = Path(__file__).resolve().parents[4]


def said(office: Office, kind: SeenKind | None = None) -> list[tuple[str, str]]:
    return [(line.what, line.who) for line in who_saw(office.vault, office.person.id, kind=kind).lines]


def test_every_action_that_the_program_writes_down_has_words() -> None:
    written = set()
    for path in (ROOT / "prevent_desktop").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        written |= set(re.findall(r"""audit\.append(?:_once)?\(\s*"([a-z-]+\.[a-z-]+)\"""", text))
    assert len(written) > 20
    assert written - {action for words in words_by_kind().values() for action in words} == set()


def test_what_was_done_is_told_newest_first_in_plain_words(office: Office) -> None:
    open_record(office.vault, office.person.id, now=now())
    form = start_form(office.vault, office.library, form_id=SCREENING, case_id=office.case.id, now=now())
    look_at_form(office.vault, office.library, form.id)
    assert said(office)[:5] == [
        (f"{form.title} opened", "You"),
        (f"{form.title} started", "You"),
        ("Record opened", "You"),
        ("Person added", "You"),
        ("Case opened", "You"),
    ]


def test_all_cases_of_the_person_are_told_and_no_other_person(office: Office) -> None:
    earlier = people.open_case(office.vault, office.person.id, now=now() - timedelta(days=400))
    write_note(office.vault, case_id=earlier.id, text="quiet", source=Source.TOLD, author="", now=now())
    other, case = people.add_person(office.vault, forenames="Kim", surname="West", birth_date=None, now=now())
    write_note(office.vault, case_id=case.id, text="loud", source=Source.TOLD, author="", now=now())
    assert said(office)[0] == ("Note written", "You")
    assert len(said(office)) == 4
    assert [line.what for line in who_saw(office.vault, other.id).lines] == [
        "Note written", "Person added", "Case opened",
    ]  # fmt: skip


def test_the_list_narrows_to_a_kind(office: Office) -> None:
    open_record(office.vault, office.person.id, now=now())
    assert said(office, SeenKind.LOOKED) == [("Record opened", "You")]
    assert said(office, SeenKind.SENT) == []


def test_a_backup_of_the_whole_vault_is_told_with_each_person_in_it(office: Office) -> None:
    office.vault.audit.append("backup.made", "")
    people.add_person(office.vault, forenames="Kim", surname="West", birth_date=None, now=now())
    assert said(office, SeenKind.VAULT) == [("Whole vault backed up, encrypted", "You")]
    [other] = [person for person in office.vault.people.all() if person.surname == "West"]
    assert who_saw(office.vault, other.id, kind=SeenKind.VAULT).lines == ()


@pytest.mark.harms_vault("it is unlocked in the audit alone")
def test_what_was_done_in_a_sitting_opened_by_escrow_is_told_as_the_organisations(office: Office) -> None:
    audit = office.vault.audit
    audit.append("vault.unlocked", "", "escrow")
    audit.append("record.viewed", office.person.id)
    audit.append("vault.unlocked", "", "passphrase")
    audit.append("pack.exported", office.person.id)
    assert [who for _what, who in said(office)[:2]] == ["You", "Your organisation, with its key"]


def test_pages_follow_each_other_without_a_gap(office: Office) -> None:
    for number in range(25):
        office.vault.audit.append("person.changed", office.person.id, str(number))
    pages = [who_saw(office.vault, office.person.id, skip=skip, limit=10) for skip in (0, 10, 20)]
    assert [page.has_more for page in pages] == [True, True, False]
    keys = [line.key for page in pages for line in page.lines]
    assert len(set(keys)) == len(keys) == 27


@pytest.mark.harms_vault("entries are put into the other laptop's audit")
def test_a_joined_laptops_entries_stand_among_ours_by_their_time(office: Office) -> None:
    at = (now() - timedelta(days=3)).isoformat(timespec="microseconds")
    office.vault.database.insert(
        "audit_branches", digest="d", position=7, at=at, action="record.viewed", subject=office.person.id,
        detail="", previous="p",
    )  # fmt: skip
    assert said(office)[-1] == ("Record opened", "You, on the other laptop")


class TestViewing:
    def count(self, office: Office) -> int:
        return sum(entry.action == viewing.RECORD for entry in office.vault.audit.entries())

    def test_looking_again_within_ten_minutes_is_one_entry(self, office: Office) -> None:
        for _again in range(20):
            assert note_view(office.vault, viewing.RECORD, office.person.id)
        assert self.count(office) == 1

    @pytest.mark.harms_vault("it is unlocked in the audit alone")
    def test_looking_again_later_or_in_another_sitting_is_another_entry(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        note_view(office.vault, viewing.RECORD, office.person.id)
        office.vault.audit.append("vault.unlocked", "", "passphrase")
        note_view(office.vault, viewing.RECORD, office.person.id)
        assert self.count(office) == 2
        for clock in (now() + timedelta(minutes=11), now() - timedelta(days=900)):
            monkeypatch.setattr(office.vault.audit, "_now", lambda clock=clock: clock)
            note_view(office.vault, viewing.RECORD, office.person.id)
        assert self.count(office) == 4

    def test_on_a_full_disk_the_record_opens_and_says_that_it_was_not_written_down(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_room(_audit: Audit, *_words: str) -> None:
            raise disk_full()

        monkeypatch.setattr(Audit, "append", no_room)
        with pytest.raises(DiskFullError):
            office.vault.audit.append("a", "b")
        record = open_record(office.vault, office.person.id, now=now())
        assert record.person == office.person
        assert not record.is_written_down


def test_hundreds_of_entries_are_read_at_once(office: Office) -> None:
    """Not by the clock: by what SQLite says that it does."""
    plan = office.vault.database.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM audit WHERE subject IN (SELECT value FROM json_each('[]')) ORDER BY position"
    )
    assert any("audit_by_subject" in row["detail"] for row in plan)
    assert not any(row["detail"].startswith("SCAN audit") for row in plan)
