from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
DAY = date(2026, 11, 24)


def person(
    forenames: str = "Ann Mary",
    surname: str = "Bell",
    *,
    born: PartialDate | None = None,
    about: int | None = None,
) -> Person:
    return Person(
        id="1", forenames=forenames, surname=surname, birth_date=born, approximate_age=about, created_at=AT, changed_at=AT
    )  # fmt: skip


@pytest.mark.parametrize(
    ("forenames", "surname", "initials", "full"),
    [
        ("Ann Mary", "Bell", "AB", "Ann Mary Bell"),
        (" ann", " bell", "AB", "ann  bell"),
        ("Ann", "", "A", "Ann"),
        ("", "Bell", "B", "Bell"),
        ("", "", "–", ""),
        ("Élodie", "Ñáñez", "ÉÑ", "Élodie Ñáñez"),
        ("明", "李", "李", "明 李"),
        ("李明", "", "李", "李明"),
        ("서연", "김", "김", "서연 김"),
        ("محمد", "علي", "م\u200cع", "محمد علي"),
        ("किरण", "देवी", "किदे", "किरण देवी"),
        ("E\u0301lodie", "Bell", "E\u0301B", "E\u0301lodie Bell"),
    ],
)
def test_lists_show_initials_and_the_record_shows_the_name(
    forenames: str, surname: str, initials: str, full: str
) -> None:
    found = person(forenames, surname)
    assert found.initials == initials
    assert found.full_name == full


def test_the_label_of_a_list_never_holds_the_name() -> None:
    label = person(born=PartialDate(2012, 5, 3)).label_on(DAY)
    assert label == "AB, 14"
    assert "Ann" not in label
    assert "Bell" not in label


def test_initials_that_are_read_from_the_right_keep_the_age_behind_them() -> None:
    assert person("محمد", "علي", about=14).label_on(DAY) == "\u2068م\u200cع\u2069, 14"
    assert person("Ann", "Bell", about=14).label_on(DAY) == "AB, 14"


def test_an_age_comes_from_the_birth_date_before_the_approximate_age() -> None:
    assert person(born=PartialDate(2012, 5, 3), about=30).age_on(DAY) == 14
    assert person(about=30).age_on(DAY) == 30
    assert person().age_on(DAY) is None
    assert person().label_on(DAY) == "AB, age not known"
