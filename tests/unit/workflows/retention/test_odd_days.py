"""Days and ages in rows of a shared case that nobody can mean: they neither keep it for ever nor end its time, and stop no list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.retention import From, RetentionCategory, RetentionRule
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.retention import keeping
from tests.made_vaults import copied_vault
from tests.unit.workflows.subject_access.full_person import FullPerson, keep_full_person

FAR = "9998-06-01T00:00:00+00:00"
A_YEAR = 12
_OUTCOME = """INSERT INTO decisions SELECT id || 2, case_id, 'outcome', choice, reason, decided_by, ?, NULL, '', NULL FROM decisions
    GROUP BY case_id"""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.open(tmp_path / "vault", copied_vault(tmp_path / "vault").key) as opened:
        yield opened


@pytest.fixture
def full(vault: Vault) -> FullPerson:
    return keep_full_person(vault, random.Random(3), drafts=False)


def due(vault: Vault, full: FullPerson, rule: RetentionRule) -> date | None:
    settings.save_retention_rules(vault, (rule,))
    return keeping.case_keeping(vault, full.cases[0].id).clock.clock.due


def counted_from(from_what: From) -> RetentionRule:
    return RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=A_YEAR, from_what=from_what)


@pytest.mark.harms_vault("rows are written past search")
@pytest.mark.parametrize(
    ("from_what", "sql"),
    [
        (From.CLOSED, "UPDATE cases SET closed_at = ?"),
        (From.CLOSED, "UPDATE cases SET closed_at = NULL, changed_at = ?"),
        (From.LAST_ENTRY, "INSERT INTO notes SELECT id || 2, case_id, text, source, source_detail, author, ? FROM notes"),
        (From.OUTCOME, _OUTCOME),
    ],
)  # fmt: skip
def test_a_day_of_the_year_9998_keeps_a_case_no_longer_than_one_of_today(
    vault: Vault, full: FullPerson, from_what: From, sql: str
) -> None:
    vault.database.run(sql, (FAR,))
    found = due(vault, full, counted_from(from_what))
    assert found is not None
    assert found <= datetime.now(UTC).date() + timedelta(days=400)


def test_a_day_that_a_wrong_clock_can_have_written_is_believed(vault: Vault, full: FullPerson) -> None:
    ahead = datetime.now(UTC) + timedelta(days=9 * 365)
    vault.database.run("UPDATE cases SET closed_at = ?", (ahead.isoformat(),))
    found = due(vault, full, counted_from(From.CLOSED))
    assert found is not None
    assert found > ahead.date()


def test_a_birth_in_the_year_9998_keeps_a_case_as_long_as_one_of_today(
    vault: Vault, full: FullPerson
) -> None:
    vault.database.run("UPDATE people SET birth_date = '9998'")
    found = due(vault, full, RetentionRule(kind=RetentionCategory.REFERRAL, until_age=25))
    assert found is not None
    assert found.year <= datetime.now(UTC).year + 26


def test_no_case_was_closed_before_it_was_opened(vault: Vault, full: FullPerson) -> None:
    before = due(vault, full, counted_from(From.CLOSED))
    vault.database.run("UPDATE cases SET closed_at = '1971-01-01T00:00:00+00:00'")
    found = due(vault, full, counted_from(From.CLOSED))
    assert before is not None
    assert found is not None
    opened = vault.cases.get(full.cases[0].id).opened_at.date()
    assert found >= opened + timedelta(days=365)


@pytest.mark.parametrize("made", ["0050-01-01T00:00:00+00:00", FAR])
@pytest.mark.parametrize("age", [2**52, -(2**52), 4000, -4000])
def test_an_age_that_nobody_has_stops_no_list(vault: Vault, age: int, made: str) -> None:
    _person, case = people.add_person(
        vault, forenames="A", surname="B", birth_date=None, approximate_age=12, now=datetime.now(UTC)
    )
    vault.database.run("UPDATE people SET approximate_age = ?, created_at = ?", (age, made))
    rule = RetentionRule(kind=RetentionCategory.CHILD_PROTECTION, until_age=25)
    settings.save_retention_rules(vault, (rule,))
    listed = keeping.keeping_list(vault, Which.ALL, now=datetime.now(UTC), limit=10)
    assert [one.clock.case_id for one in listed.cases] == [case.id]
