"""Cover while somebody is away: who takes care of which cases on which days, in each vault of the circle."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.ownership import Care
from prevent_desktop.errors import UsageError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.owning import care_of, give_case, take_case
from prevent_desktop.workflows.team.cases.sharing import keep_from
from prevent_desktop.workflows.team.joining.covering import end_cover, set_cover
from prevent_desktop.workflows.team.members.absences import Absence, absences_of
from tests.unit.workflows.team.circles import (
    KIM,
    PAT,
    SAM,
    THEN,
    a_shared_case,
    carry,
    vaults_of,
    with_leaver,
)

FIRST, LAST = date(2026, 12, 21), date(2027, 1, 4)


def care(vault: Vault, case_id: str, day: date) -> Care:
    return care_of(vault, [case_id], today=day)[case_id].care


def own_absences(sam: Vault, today: date) -> tuple[Absence, ...]:
    return tuple(one for one in absences_of(sam, SAM, until=today) if one.last_day >= today)


def cover_by_pat(sam: Vault) -> str:
    return set_cover(sam, PAT, first_day=FIRST, last_day=LAST, now=THEN).absence


def test_in_those_days_the_deputy_takes_care_of_the_cases_and_before_and_after_their_owner(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    cover_by_pat(sam)
    carry(sam, pat)
    days = (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1))
    assert [care(pat, case.id, day) for day in days] == [
        Care.OTHERS,
        Care.COVERED,
        Care.COVERED,
        Care.OTHERS,
    ]
    assert {care(sam, case.id, day) for day in days} == {Care.MINE}
    cover = care_of(pat, [case.id], today=FIRST)[case.id].cover
    assert cover is not None
    assert (cover.owner.initials, cover.last_day) == ("SF", LAST)


def test_a_case_that_comes_to_them_later_is_covered_too_unless_cases_were_named(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    first, second, third = (a_shared_case(sam, pat, forenames=name) for name in ("Ada", "Ben", "Cem"))
    take_case(sam, first.id, now=THEN)
    cover_by_pat(sam)
    take_case(pat, second.id, now=THEN)
    carry(sam, pat)
    give_case(pat, second.id, SAM, why="Sam knows them", now=THEN)
    carry(sam, pat)
    assert care(pat, second.id, FIRST) is Care.COVERED
    for absence in own_absences(sam, THEN.date()):
        end_cover(sam, absence.id, now=THEN)
    set_cover(sam, PAT, first_day=FIRST, last_day=LAST, case_ids=[first.id], now=THEN)
    take_case(sam, third.id, now=THEN)
    carry(sam, pat)
    assert [care(pat, one.id, FIRST) for one in (first, second, third)] == [
        Care.COVERED,
        Care.OTHERS,
        Care.OTHERS,
    ]


def test_whoever_is_back_early_ends_it_and_one_that_has_not_begun_is_taken_back(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    cover_by_pat(sam)
    (absence,) = own_absences(sam, THEN.date())
    assert (absence.covering, absence.first_day, absence.last_day) == (PAT, FIRST, LAST)
    back = THEN.replace(day=28, month=12)
    end_cover(sam, absence.id, now=back)
    carry(sam, pat)
    assert care(pat, case.id, date(2026, 12, 27)) is Care.COVERED
    assert care(pat, case.id, date(2026, 12, 28)) is Care.OTHERS
    assert own_absences(sam, back.date()) == ()
    again = cover_by_pat(sam)
    end_cover(sam, again, now=THEN)
    assert again not in {one.id for one in own_absences(sam, THEN.date())}


def test_what_somebody_covers_goes_on_to_whoever_covers_for_them(tmp_path: Path) -> None:
    """Else the case would stand in nobody's list: its owner is away, and so is whoever took it over."""
    with vaults_of(tmp_path, "sf", "pl", "km") as (sam, pat, kim):
        case = a_shared_case(sam, pat, kim)
        take_case(sam, case.id, now=THEN)
        cover_by_pat(sam)
        carry(sam, pat, kim)
        away = set_cover(
            pat, KIM, first_day=LAST - timedelta(days=2), last_day=LAST + timedelta(days=9), now=THEN
        )
        assert away.covered == 1
        carry(sam, pat, kim)
        days = (FIRST, LAST - timedelta(days=2), LAST, LAST + timedelta(days=1))
        assert [care(kim, case.id, day) for day in days] == [
            Care.OTHERS,
            Care.COVERED,
            Care.COVERED,
            Care.OTHERS,
        ]
        assert [care(pat, case.id, day) for day in days[:2]] == [Care.COVERED, Care.OTHERS]
        (line,) = (one for one in absences_of(sam, SAM, until=LAST) if one.covering.is_same(KIM))
        assert (line.first_day, line.last_day) == (LAST - timedelta(days=2), LAST)


def test_whoever_is_away_covers_for_nobody(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl", "km") as (sam, pat, kim):
        mine, theirs = (a_shared_case(sam, pat, kim, forenames=name) for name in ("Ada", "Ben"))
        take_case(sam, mine.id, now=THEN)
        take_case(pat, theirs.id, now=THEN)
        set_cover(pat, KIM, first_day=LAST, last_day=LAST, now=THEN)
        carry(sam, pat, kim)
        with pytest.raises(UsageError, match="Pat Lee is away too"):
            cover_by_pat(sam)
        assert set_cover(sam, PAT, first_day=FIRST, last_day=LAST - timedelta(days=1), now=THEN).covered == 1


def test_what_cannot_be_is_refused_with_words(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    with pytest.raises(UsageError, match="nothing to cover"):
        cover_by_pat(sam)
    take_case(sam, case.id, now=THEN)
    with pytest.raises(UsageError, match="days"):
        set_cover(sam, PAT, first_day=LAST, last_day=FIRST, now=THEN)
    with pytest.raises(UsageError, match="days"):
        set_cover(sam, PAT, first_day=date(2026, 1, 1), last_day=date(2026, 1, 9), now=THEN)
    with pytest.raises(UsageError, match="covers"):
        set_cover(sam, SAM, first_day=FIRST, last_day=LAST, now=THEN)
    assert sam.case_care.covers([case.id]) == {}


def test_where_whoever_covers_has_left_the_case_waits_for_anybody(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl", "km") as (sam, pat, kim):
        case = a_shared_case(sam, pat, kim)
        take_case(sam, case.id, now=THEN)
        cover_by_pat(sam)
        carry(sam, pat, kim)
        assert care(kim, case.id, FIRST) is Care.OTHERS
        with_leaver(kim, "pl")
        assert care(kim, case.id, FIRST) is Care.NOBODYS


def test_a_case_that_whoever_covers_may_not_see_stays_uncovered_is_told_and_reaches_them_in_nothing(
    tmp_path: Path,
) -> None:
    with vaults_of(tmp_path, "sf", "pl", "km") as (sam, pat, kim):
        seen = a_shared_case(sam, pat, kim)
        take_case(sam, seen.id, now=THEN)
        person, kept = add_person(sam, forenames="Zora", surname="Quill", birth_date=None, now=THEN)
        keep_from(sam, kept.id, ["pl"], now=THEN)
        done = set_cover(sam, PAT, first_day=FIRST, last_day=LAST, now=THEN)
        assert (done.covered, done.not_shared) == (1, 1)
        carry(sam, pat)
        assert sam.case_care.covers([kept.id]) == {}
        lines = [*pat.database.rows("SELECT * FROM case_owners"), *pat.database.rows("SELECT * FROM covers")]
        told = " ".join(str(tuple(row)) for row in lines)
        assert seen.id in told
        assert kept.id not in told
        by_kim = set_cover(sam, KIM, first_day=FIRST, last_day=LAST, now=THEN)
        assert (by_kim.covered, by_kim.not_shared) == (2, 0)
        assert person.id not in told


def test_for_somebody_who_is_ill_a_colleague_sets_it_and_is_named(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    carry(sam, pat)
    today = THEN.date()
    done = set_cover(pat, PAT, away=SAM, first_day=today, last_day=today + timedelta(days=6), now=THEN)
    assert done.covered == 1
    assert care(pat, case.id, today) is Care.COVERED
    carry(sam, pat)
    (absence,) = own_absences(sam, today)
    assert (absence.covering, absence.lines[0].set_by) == (PAT, "Pat Lee")
    end_cover(sam, absence.id, now=THEN + timedelta(days=2))
    carry(sam, pat)
    assert care(pat, case.id, today + timedelta(days=2)) is Care.OTHERS
