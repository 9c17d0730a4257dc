"""The household and the whole chronology as pictures: what they say to those who do not see them, and in their tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.packs.content import PackHousehold, PackMember
from prevent_desktop.packs.document import build_document, fonts
from prevent_desktop.packs.document.labels import in_lines, shortened, text_width
from prevent_desktop.partial_dates import PartialDate
from tests.unit.packs.examples import CHRONOLOGY, HOUSEHOLD, entry, pack_content
from tests.unit.packs.reading import ReadElement, page_texts, squeezed, structure
from tests.unit.packs.text_shaping.spoken import said


def _figures(**changes: object) -> list[ReadElement]:
    return structure(build_document(pack_content(**changes))).all("Figure")


def test_the_household_is_told_with_relationship_age_child_and_home() -> None:
    assert _figures()[1].alt == (
        "Household of Ali Bexample, aged 14. "
        "Living with the person: Mother, Zoë Bexample, age not known; Brother, Tariq Bexample, aged 9, a child. "
        "Elsewhere: Father, Omar Bexample, aged about 41."
    )
    text = squeezed(page_texts(build_document(pack_content()))[1])
    for row in ("Zoë Bexample Mother Not known Yes", "Tariq Bexample Brother 9, a child Yes Example Primary School",
                "Omar Bexample Father about 41 No"):  # fmt: skip
        assert squeezed(row) in text


def test_a_large_household_is_drawn_in_part_and_told_whole() -> None:
    members = tuple(
        PackMember(name=f"Name {number}", relationship="Cousin", lives_with=number % 2 == 0)
        for number in range(20)
    )
    household = PackHousehold(person="Ali Bexample", age="", members=members)
    pdf = build_document(pack_content(household=household))
    alt = structure(pdf).all("Figure")[1].alt
    assert all(member.name in alt for member in members)
    text = " ".join(page_texts(pdf))
    assert "8 more, in the table" in text
    assert text.count("Name 19") == 1
    assert text.count("Name 2\n") + text.count("Name 2 ") == 2


def test_without_a_household_there_is_no_picture_of_one() -> None:
    household = replace(HOUSEHOLD, members=HOUSEHOLD.members[:2])
    assert "Elsewhere" not in _figures(household=household)[1].alt
    assert len(_figures(household=None)) == 2


def test_the_line_of_time_says_from_when_to_when_and_how_many_of_each_kind() -> None:
    assert _figures()[2].alt == (
        "The chronology on a line of time from 12 November 2026 to 23 November 2026, a mark for each entry. "
        "Note: 1; Event: 1; Decision: 1; Pack: 1. The table below has all."
    )


def test_entries_without_a_day_are_drawn_as_far_as_known_or_left_to_the_table() -> None:
    month = replace(CHRONOLOGY[0], when=PartialDate(2026, 10))
    never = replace(CHRONOLOGY[1], when=None)
    alt = _figures(chronology=(month, never, *CHRONOLOGY[1:]))[2].alt
    assert "from 1 October 2026" in alt
    assert "Event: 1;" in alt


def test_hundreds_of_entries_on_one_day_still_fit() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    many = tuple(
        Entry(
            kind=EntryKind.EVENT, at=None, written_at=at, when=PartialDate.of(at.date()), label=f"Event {number}",
            what="x", source="y", by="z", record_id=str(number),
        )
        for number in range(300)
    )  # fmt: skip
    assert "Event: 300" in _figures(chronology=many)[2].alt


def test_a_chronology_of_one_day_has_no_line_of_time() -> None:
    same = tuple(entry(EntryKind.EVENT, 23, f"Event {number}", "What", "Seen") for number in range(4))
    assert len(_figures(chronology=same, household=None)) == 1


def test_labels_are_cut_between_words_and_shortened_where_they_must_be() -> None:
    fonts.register()
    name = "Maria-Magdalena Oluwaseun"
    assert shortened(name, fonts.REGULAR, 8.0, 500.0) == name
    short = shortened(name, fonts.REGULAR, 8.0, 60.0)
    assert short.endswith("…")
    assert text_width(short, fonts.REGULAR, 8.0) <= 60.0
    assert in_lines("one two three", fonts.REGULAR, 8.0, 40.0, most=2) == ["one two", "three"]
    assert text_width("علی", fonts.REGULAR, 8.0) > 0


def test_a_label_of_two_lines_is_drawn_from_its_first_line_on() -> None:
    """Readers that go by the content get its words in their order."""
    label = "Remark in form time about a group"
    entries = tuple(entry(EntryKind.EVENT, day, label, "What", "Told by someone") for day in (1, 2, 3, 4, 5))
    figure = next(
        each
        for each in said(build_document(pack_content(chronology=entries))).walk()
        if each.role == "Figure"
    )
    assert squeezed(label[:20]) in squeezed(figure.text())
