"""A kind of record that is added by one declaration and one migration goes through all that is done with records."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SHARED,
    About,
    Action,
    Copy,
    Entered,
    Found,
    Joins,
    RecordKind,
    SeenKind,
    Subject,
    Type,
    Whose,
    field,
    of_case,
)
from prevent_desktop.casework.team import shared_kinds
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.subject_access.view import where_in_words
from prevent_desktop.vault import migrating
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.damage.findings import Lost, told_as
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.migrating import our_migrations
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.read_entry import read_entry
from prevent_desktop.workflows.retention.certificates import certificate_pairs
from prevent_desktop.workflows.retention.counting import counted
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from prevent_desktop.workflows.subject_access.third_parties import MentionKind, places
from prevent_desktop.workflows.vault_admin.damage_words import lost_in_words
from prevent_desktop.workflows.vault_admin.who_saw import who_saw
from tests.unit.vault.examples import keep_case
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop
from tests.unit.vault.team.members import Member, exchange
from tests.unit.vault.test_record_kinds import held_otherwise, marked_otherwise, tables, unlike_schema
from tests.unit.workflows.conftest import PASSPHRASE, now

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))
from kind_sql import kind_sql

VISITS = RecordKind(
    table="visits", name="visit", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="written_at",
    moves_clock=("written_at",), sets_clock=True, held=True, kept=True,
    fields=(
        OWN_ID, of_case(), field("day", Type.DATE, label=lambda: _("Day")), field("seen", label=lambda: _("What was seen")),
        field("who_else", about=About.OTHER, label=lambda: _("Who else")),
        field("author", about=About.WRITER, label=lambda: _("By")), field("written_at", Type.TIME),
        field("note_id", Type.ID, refers="notes", member="noted_in"),
    ),
    title=lambda: "Visit", many=lambda: "visits", counted=lambda n: ngettext("{number} visit", "{number} visits", n),
    found=Found(body=("seen", "who_else")), subject=Subject(),
    actions=(
        Action("visit.written", SeenKind.WRITTEN, lambda: "Visit written"),
        Action("visit.viewed", SeenKind.LOOKED, lambda: "A visit read in full"),
    ),
    entered=Entered(what="seen", by="author", day="day"),
    copy=Copy(member="visits", place=lambda: "A visit"),
)  # fmt: skip
pytestmark = pytest.mark.harms_vault("only the trial knows its table: to the program it is a newer vault")


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The declaration and the migration, as if they stood in the program."""
    monkeypatch.setattr(record_kinds, "KINDS", (*record_kinds.KINDS, VISITS))
    steps = tmp_path / "migrations"
    shutil.copytree(Path(migrating.__file__).parent / "migrations", steps)
    (steps / f"{our_migrations()[-1].number + 1:04d}_visits.sql").write_text(kind_sql(VISITS))
    monkeypatch.setattr(our_migrations, "__defaults__", (steps,))
    _look_at_kinds_anew()
    yield
    _look_at_kinds_anew()


def _look_at_kinds_anew() -> None:
    """What a team works out of the declarations is worked out once in a process."""
    for known in (
        shared_kinds.shared_kinds,
        shared_kinds.shared_kind,
        shared_kinds._shape,
        shared_kinds._by_column,
    ):
        known.cache_clear()


@pytest.fixture
def laptop(_declared: None, tmp_path: Path) -> Laptop:
    made = create_vault(tmp_path / "vault", PASSPHRASE, cost=FLOOR_COST)
    laptop = Laptop(tmp_path / "vault", made.key)
    with laptop.opened() as vault:
        case = keep_case(vault)
        vault.records(VISITS).add(a_visit(case.id))
        vault.audit.append("visit.written", "visit-1")
    return laptop


@pytest.fixture
def vault(laptop: Laptop) -> Iterator[Vault]:
    with laptop.opened() as opened:
        yield opened


def a_visit(case_id: str, **other: Any) -> dict[str, Any]:
    return {
        "id": "visit-1", "case_id": case_id, "day": "2026-11-20", "seen": "Quiet at the kitchen table", "note_id": None,
        "who_else": "Dana Marsh", "author": "Sam Field", "written_at": "2026-11-21T09:00:00.000000+00:00", **other,
    }  # fmt: skip


def person_of(vault: Vault) -> str:
    (person,) = vault.people.all()
    return person.id


def test_it_is_held_against_the_schema(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unlike_schema(vault, VISITS) == []
    assert held_otherwise(vault, VISITS) == []
    assert marked_otherwise(vault, VISITS) == []
    assert tables(vault) - {kind.table for kind in record_kinds.KINDS} == set()
    monkeypatch.setattr(record_kinds, "KINDS", record_kinds.KINDS[:-1])
    assert tables(vault) - {kind.table for kind in record_kinds.KINDS} == {"visits"}


def test_search_finds_it_and_the_audit_tells_of_it(vault: Vault) -> None:
    (hit,) = vault.search("kitchen")
    assert (hit.kind, hit.title, hit.record_id, hit.person_id) == (
        "visit",
        "Visit",
        "visit-1",
        person_of(vault),
    )
    (line,) = who_saw(vault, person_of(vault), kind=SeenKind.WRITTEN).lines
    assert line.what == "Visit written"


def test_it_is_in_the_copy_for_the_person_and_in_print_and_whoever_else_is_in_it_is_looked_at(
    vault: Vault,
) -> None:
    document = gather(vault, person_of(vault), now=now())
    (visit,) = document["cases"][0]["visits"]
    assert visit == {
        "id": "visit-1", "day": "2026-11-20", "seen": "Quiet at the kitchen table", "who_else": "Dana Marsh",
        "author": "Sam Field", "written_at": "2026-11-21T09:00:00+00:00", "noted_in": None,
    }  # fmt: skip
    sender = Practitioner(name="S", role="L", organisation="O")
    printed = person_copy(
        document, {}, sender=sender, marking="M", label="A", audit_head="", is_signed=False, now=now()
    )
    sections = {section.title: section.lines for chapter in printed.chapters for section in chapter.sections}
    (line,) = sections["Visit"]
    assert line.question == "Visit, 21 Nov 2026"
    assert line.answers == (
        "Day: 20 Nov 2026", "What was seen: Quiet at the kitchen table", "Who else: Dana Marsh", "By: Sam Field",
    )  # fmt: skip
    marked = {place.words: place for place in places(document, {}) if "visits" in place.path}
    assert {words: place.kind for words, place in marked.items()} == {
        "Dana Marsh": MentionKind.FIELD, "Sam Field": MentionKind.WRITER,
    }  # fmt: skip
    assert where_in_words(marked["Dana Marsh"]).startswith("A visit.")


def test_it_has_its_line_in_the_chronology_and_opens_in_full(vault: Vault) -> None:
    record = read_record(vault, person_of(vault), now=now())
    (entry,) = (one for one in record.entries if one.kind is EntryKind.RECORD)
    assert (entry.kind_label, entry.what, entry.by) == ("Visit", "Quiet at the kitchen table", "Sam Field")
    assert entry.day.isoformat() == "2026-11-20"
    assert read_entry(vault, entry) == (
        ("Day", "20 Nov 2026"), ("What was seen", "Quiet at the kitchen table"), ("Who else", "Dana Marsh"),
        ("By", "Sam Field"),
    )  # fmt: skip
    (line,) = who_saw(vault, person_of(vault), kind=SeenKind.LOOKED).lines
    assert line.what == "A visit read in full"


def test_it_counts_as_an_entry_for_keeping(vault: Vault) -> None:
    (facts,) = vault.clocks.to_set()
    case = vault.cases.get(facts.case_id)
    vault.records(VISITS).add(a_visit(case.id, id="late", written_at="2033-01-02T00:00:00.000000+00:00"))
    (later,) = vault.clocks.to_set()
    assert (later.last_entry_on.year, facts.last_entry_on.year < later.last_entry_on.year) == (2033, True)


def test_it_is_told_before_a_disposal_and_on_the_certificate_and_is_gone_after_it(vault: Vault) -> None:
    with pytest.raises(RecordError):
        vault.database.run("DELETE FROM visits")
    target = Target(person_id=person_of(vault))
    before = counted(preview_disposal(vault, None, target, now=now()).goes)
    assert "1 visit" in before
    wish = Wish(ground=Ground.RECORDED_IN_ERROR, reference="R-1", throw_drafts_away=True)
    certificate = dispose(vault, None, target, wish, now=now())
    finish_disposals(vault, None, now=now())
    assert "1 visit" in dict(certificate_pairs(certificate))["How much went"]
    assert vault.database.value("SELECT count(*) FROM visits") == 0
    assert vault.search("kitchen") == ()


def test_it_comes_with_the_other_laptop_and_one_that_differs_is_kept_twice(
    laptop: Laptop, tmp_path: Path
) -> None:
    with laptop.opened() as vault:
        (case,) = vault.cases.open_cases()
    there = second_laptop(laptop, tmp_path / "other")
    for each, seen in ((laptop, "Said here"), (there, "Said there")):
        with each.opened() as vault:
            vault.records(VISITS).add(a_visit(case.id, id="both", seen=seen))
    with there.opened() as vault:
        vault.records(VISITS).add(a_visit(case.id, id="visit-2", seen="Out in the garden"))
    report = laptop.join(there)
    assert report.lines() == ("2 visits",)
    with laptop.opened() as vault:
        assert [hit.record_id for hit in vault.search("garden")] == ["visit-2"]
        assert {row["seen"] for row in vault.records(VISITS).of(case.id)} >= {"Said here", "Said there"}
        (conflict,) = vault.merge_conflicts.open()
        assert conflict.record_id == "both"
    assert there.join(laptop).lines() == ("1 visit",)


def test_it_comes_to_a_colleague_who_shares_the_case_whenever_it_was_written(
    vault: Vault, tmp_path: Path
) -> None:
    made = create_vault(tmp_path / "colleague", PASSPHRASE, cost=FLOOR_COST)
    with Vault.open(tmp_path / "colleague", made.key) as theirs:
        own, colleague = Member("own", vault), Member("colleague", theirs)
        (case,) = vault.cases.open_cases()
        own.share(case.id)
        vault.records(VISITS).add(a_visit(case.id, id="visit-2", seen="Out in the garden"))
        exchange(own, colleague)
        seen = {row["seen"] for row in theirs.records(VISITS).of(case.id)}
        assert seen == {"Quiet at the kitchen table", "Out in the garden"}
        assert [hit.record_id for hit in theirs.search("garden")] == ["visit-2"]


def test_what_is_lost_of_it_is_told_by_its_name() -> None:
    assert told_as("visits") == "visits"
    assert lost_in_words(Lost(kind="visits", count=2)) == "2 visits"
    assert lost_in_words(Lost(kind="visits", count=None)) == "visits, nobody can tell how many"


def test_a_vault_from_before_it_takes_it_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(our_migrations, "__defaults__", (Path(migrating.__file__).parent / "migrations",))
        made = create_vault(tmp_path / "older", PASSPHRASE, cost=FLOOR_COST)
    with Vault.open(tmp_path / "older", made.key) as vault:
        case = keep_case(vault)
        vault.records(VISITS).add(a_visit(case.id))
        assert vault.records(VISITS).get("visit-1")["seen"] == "Quiet at the kitchen table"
