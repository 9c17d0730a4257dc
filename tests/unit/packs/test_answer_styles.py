"""An answer says what it is: a quotation, a judgement, no answer and why, another one than before."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from prevent_desktop.packs.content import Absence, PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import pack_content
from tests.unit.packs.reading import page_texts, structure


def _pack(*lines: PackLine, since: tuple[str, ...] = ()) -> bytes:
    form = PackForm(
        title="Form", version="1", sections=(PackSection(title="Section", lines=lines),), data_name="f.json",
        data_json="{}", since=since,
    )  # fmt: skip
    return build_document(
        pack_content(
            forms=(form,), decision=None, chronology=(), household=None, person_facts=(), attachments=()
        )
    )


def _page(pdf: bytes) -> str:
    return page_texts(pdf)[1]


def _drawing(pdf: bytes) -> bytes:
    """The paths of page two, without its words."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        content = opened.pages[1].Contents.read_bytes()
    return re.sub(rb"BT.*?ET", b"", content, flags=re.DOTALL)


def test_own_words_and_opinion_are_named_and_a_fact_is_not() -> None:
    page = _page(
        _pack(
            PackLine(question="Said", answers=("Leave me alone.",), own_words=True),
            PackLine(question="Meant", answers=("He is lonely.",), opinion=True),
            PackLine(question="Seen", answers=("He sat alone.",)),
        )
    )
    assert "In their own words\nLeave me alone." in page
    assert "Professional opinion\nHe is lonely." in page
    assert page.count("own words") == page.count("opinion") == 1


def test_only_own_words_are_a_quotation_for_a_screen_reader() -> None:
    tree = structure(
        _pack(
            PackLine(question="Said", answers=("Leave me alone.",), own_words=True),
            PackLine(question="Meant", answers=("He is lonely.",), opinion=True),
        )
    )
    assert [len(body.all("BlockQuote")) for body in tree.all("LBody")[-2:]] == [1, 0]


@pytest.mark.parametrize("absence", list(Absence))
def test_why_there_is_no_answer_is_told_by_words_and_by_shape(absence: Absence) -> None:
    plain = _pack(PackLine(question="Q", answers=("Not said",)))
    absent = _pack(PackLine(question="Q", answers=("Not said",), absence=absence))
    assert _page(plain) == _page(absent), "a mark is no word"
    rings, boxes = (
        [len(re.findall(mark, paths)) for paths in map(_drawing, (plain, absent))]
        for mark in (rb"\] \d d", rb" re\b")
    )
    assert (rings[1] > rings[0]) == (absence is Absence.NOT_KNOWN), "an open ring"
    assert (boxes[1] > boxes[0]) == (absence is Absence.NOT_ASKED), "a box with a stroke"


def test_what_changed_is_marked_at_the_answer_and_at_the_heading_of_an_entry() -> None:
    page = _page(
        _pack(
            PackLine(question="Event 1", changed="New since 3 November 2026"),
            PackLine(question="What", depth=1, answers=("Shouted",), changed="Changed since 3 November 2026"),
            PackLine(question="Where", depth=1, answers=("At school",)),
            since=("This form follows the one of 3 November 2026.",),
        )
    )
    assert "This form follows the one of 3 November 2026." in page
    assert (
        "Event 1\nNew since 3 November 2026\nWhat Shouted\nChanged since 3 November 2026\nWhere At school"
        in page
    )


def test_a_long_answer_says_its_question_again_on_the_next_page_and_no_reader_hears_it_twice() -> None:
    question = "What was seen, and what was not seen, by whom, and where were they when they saw it?"
    pdf = _pack(PackLine(question=question, answers=("It was seen from the door. " * 250,)))
    texts = page_texts(pdf)
    assert "What was seen, and what was not seen,… (continued)" in " ".join(texts[2].split())
    assert len(structure(pdf).all("Lbl")) == 1


def _filled_to(count: int, *lines: PackLine) -> list[str]:
    """The pages, each as one line, of a form with so many answers before `lines`."""
    before = (PackLine(question=f"Question {number}", answers=("Yes",)) for number in range(count))
    return [" ".join(text.split()) for text in page_texts(_pack(*before, *lines))]


@pytest.mark.parametrize("count", range(20, 32))
def test_a_short_group_stands_on_one_page(count: int) -> None:
    asked = [PackLine(question=f"Part {number}", answers=(f"part-{number}",), depth=1) for number in range(4)]
    pages = _filled_to(count, PackLine(question="Action"), *asked, PackLine(question="Last", answers=("No",)))
    (page,) = [page for page in pages if "Action" in page]
    assert all(f"part-{number}" in page for number in range(4))


@pytest.mark.parametrize("count", range(20, 32))
def test_the_last_answer_of_a_section_is_not_alone_on_its_page(count: int) -> None:
    last = [PackLine(question=f"Last {number}", answers=(f"last-{number}",)) for number in range(2)]
    (page,) = [page for page in _filled_to(count, *last) if "last-1" in page]
    assert "last-0" in page
