"""Who is perhaps recorded already: the pairs of names, what a birth date can be mistaken for, and what is never one person."""

from __future__ import annotations

import pytest

from prevent_desktop.casework.birth_likeness import BirthLikeness, births
from prevent_desktop.casework.name_forms import Word, plain_letters
from prevent_desktop.casework.name_likeness import Likeness, NameComparer, Names
from prevent_desktop.partial_dates import PartialDate
from tests.benchmarks.bench_repeats import is_found, rows


def test_of_the_pairs_of_birmingham_nearly_all_are_told_right() -> None:
    wrong = [row for row in rows() if is_found(row) != (row["same"] == "yes")]
    assert sum(row["same"] == "yes" for row in wrong) <= 10
    assert sum(row["same"] == "no" for row in wrong) <= 10


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Łukasz", "lukasz"),
        ("O’Brien-Smith", "obrien smith"),
        ("محمد", "mhmd"),
        ("Ọlúwaṣeun", "oluwaseun"),
        ("", ""),
        ("???", ""),
    ],
)
def test_names_are_written_in_plain_letters(written: str, plain: str) -> None:
    assert plain_letters(written) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xasan", "hassan"),
        ("zhang", "chang"),
        ("gheorghe", "george"),
        ("kieran", "ciaran"),
        ("maxim", "maksym"),
    ],
)
def test_what_sounds_alike_shares_a_sound(one: str, other: str) -> None:
    assert Word(one).sounds & Word(other).sounds


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Amina", "Amira", Likeness.NEAR),
        ("Karim", "Karima", Likeness.OTHER),
        ("Daniel", "Danielle", Likeness.OTHER),
        ("Manjit", "Ranjit", Likeness.OTHER),
        ("Kate", "Katherine", Likeness.SHORT),
        ("Jas", "Jaspreet", Likeness.SHORT),
        ("Mohammed Usman", "Mohammed Bilal", Likeness.OTHER),
        ("Mohammed Usman", "Usman", Likeness.PART),
        ("", "Usman", Likeness.NOT_KNOWN),
    ],
)
def test_forenames_are_told_apart(one: str, other: str, alike: Likeness) -> None:
    ours, theirs = (Names(tuple(name.casefold().split()), ("khan",)) for name in (one, other))
    assert NameComparer().names(ours, theirs).forenames == alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2012-05-03", "2012-05-03", BirthLikeness.SAME),
        ("2012-05-03", "2012-03-05", BirthLikeness.TURNED),
        ("2012-05-03", "1912-05-03", BirthLikeness.CENTURY),
        ("2012-05-03", "2012-05-08", BirthLikeness.SLIP),
        ("2012-05-03", "2021-05-03", BirthLikeness.SLIP),
        ("2012-05-03", "2012", BirthLikeness.FITS),
        ("2012", "2012", BirthLikeness.FITS),
        ("2012-05-03", "2013-06-03", BirthLikeness.OTHER),
        ("2012-05-03", "1999", BirthLikeness.OTHER),
    ],
)
def test_a_birth_date_can_be_another_by_a_slip(one: str, other: str, alike: BirthLikeness) -> None:
    assert births(PartialDate.parse(one), PartialDate.parse(other)) == alike
    assert births(PartialDate.parse(other), PartialDate.parse(one)) == alike
