"""Page one: what a duty officer finds there, and that it is one page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from prevent_desktop.packs.content import (
    PackChange,
    PackContent,
    PackCorrection,
    PackForm,
    PackLine,
    PackSection,
)
from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import pack_content
from tests.unit.packs.reading import page_texts, squeezed, structure
from tests.unit.packs.sized import SAID, dozen, least, two_hundred
from tests.unit.packs.text_shaping.spoken import said
from tests.unit.packs.text_shaping.tongues import TONGUES, spaced


def test_it_tells_of_danger_and_whom_to_call_with_role_phone_and_address() -> None:
    page = squeezed(page_texts(build_document(pack_content(danger="Yes\nThe police came.")))[0])
    for text in (
        "Immediate danger: Yes",
        "The police came.",
        "Who to call",
        "Sam Example, designated safeguarding lead",
        "01632 960 001",
        "sam@school.example",
    ):
        assert squeezed(text) in page


def test_what_nobody_wrote_has_no_heading() -> None:
    text = page_texts(build_document(least()))[0]
    for heading in ("Immediate danger", "Chronology"):
        assert heading not in text
    nothing = page_texts(
        build_document(
            pack_content(in_short="", danger="", what_else="", what_protects=" ", ask="", answer_by=None)
        )
    )[0]
    for heading in ("In short", "What else could explain it", "What protects", "What we ask for"):
        assert heading not in nothing


def test_of_many_events_the_newest_stand_on_it_and_a_line_counts_the_others() -> None:
    events = tuple(f"{day} Nov, seen or heard directly: {SAID}" for day in range(1, 25))
    texts = page_texts(build_document(pack_content(what_happened=events)))
    assert "Signed by" in texts[0], "page one is one page"
    shown = [day for day in range(1, 25) if f"\n{day} Nov, seen or heard" in texts[0]]
    assert shown == list(range(25 - len(shown), 25))
    assert len(shown) > 2
    assert f"{24 - len(shown)} earlier events are in the chronology." in texts[0]


def test_what_happened_is_a_list_of_its_events() -> None:
    events = structure(build_document(pack_content())).all("L")[0]
    assert [item.role for item in events.children] == ["LI", "LI"]


def test_a_full_page_has_both_signatures_side_by_side() -> None:
    long = {"in_short": SAID * 8, "what_happened": (SAID * 2,), "countersigner": "Lee Example, head teacher"}
    pdf = build_document(pack_content(**long))
    assert "Countersignature" in page_texts(pdf)[0]
    with pikepdf.open(BytesIO(pdf)) as opened:
        author, lead = ([float(corner) for corner in field.Rect] for field in opened.Root.AcroForm.Fields)
    assert author[2] < lead[0]
    assert author[3] == lead[3]


def test_the_person_is_named_on_no_page_but_those_after_it() -> None:
    for content in (pack_content(), dozen()):
        assert "Bexample" not in page_texts(build_document(content))[0]


def test_it_is_one_page_in_packs_of_one_a_dozen_and_two_hundred_pages() -> None:
    for content, least_pages, most_pages in ((least(), 1, 1), (dozen(), 11, 16), (two_hundred(), 170, 210)):
        texts = page_texts(build_document(content))
        assert least_pages <= len(texts) <= most_pages
        assert "Signed by" in texts[0]


def test_its_contents_and_the_bookmarks_lead_to_where_each_part_begins() -> None:
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        links = [
            (pages[link.Dest[0].objgen], int(link.Dest[3]))
            for link in pdf.pages[0].Annots
            if link.Subtype == "/Link"
        ]
        with pdf.open_outline() as outline:
            goals: list[Any] = [item.destination for item in outline.root[1:]]
            marks = [(pages[goal[0].objgen], int(goal[3])) for goal in goals]
    assert links == marks
    assert len({page for page, _top in links}) < len(links), "some parts begin further down a page"
    for (page, top), (next_page, next_top) in pairwise(links):
        assert (page, -top) < (next_page, -next_top)


def test_each_part_has_the_bookmarks_of_its_sections_folded_in() -> None:
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf, pdf.open_outline() as outline:
        found = {item.title: [below.title for below in item.children] for item in outline.root}
        closed = [item.is_closed for item in outline.root if item.children]
    assert found["About the person and household"] == ["Household and family"]
    assert found["Screening tool"] == [
        "What made you notice", "What was seen, heard or said", "What else could explain it",
    ]  # fmt: skip
    assert found["Attachments"] == []
    assert all(closed)


LONG = (
    SAID * 40
).strip()  # some 4,000 letters: the forms set no limit to most texts, the screens none at all
LIMIT = (SAID * 5)[:500].strip()  # what `ask.summary` may hold
TEXTS = ("in_short", "danger", "what_else", "what_protects", "ask")


def _everything_long(**changes: object) -> PackContent:
    texts: dict[str, object] = {name: f"Begins {name}. {LONG} Ends {name}." for name in TEXTS}
    happened = tuple(f"{day} Nov, seen: {LONG}" for day in range(1, 5))
    return pack_content(**{**texts, "what_happened": happened, "countersigner": "Lee Example", **changes})


def _correction() -> PackCorrection:
    changes = tuple(
        PackChange(form="Screening tool", where="What happened", wrong=SAID * 4, right=SAID * 4)
        for _number in range(6)
    )
    return PackCorrection(
        pack_id="P-7K3M2QF8T4XW", signed_on=date(2026, 11, 21), changes=changes, reasons=(LONG,)
    )


def least_forms(count: int) -> tuple[PackForm, ...]:
    section = PackSection(title="What was seen", lines=(PackLine(question="What?", answers=("A video.",)),))
    form = PackForm(
        title="Screening tool", version="1", sections=(section,), data_name="a.json", data_json="{}"
    )
    return tuple(replace(form, data_name=f"{number}.json") for number in range(count))


@cache
def _built(kind: str) -> bytes:
    return build_document(KINDS[kind])


KINDS = {
    "as long as the forms allow": _everything_long(in_short=LIMIT, what_happened=(SAID, SAID)),
    "all long": _everything_long(),
    "all long, in paragraphs": _everything_long(**{name: f"Begins {name}.\n{SAID}\n" * 60 for name in TEXTS}),
    "all long, a correction": _everything_long(correction=_correction()),
    "all long, with thirty forms": _everything_long(forms=least_forms(30)),
    "all long, in Bengali": _everything_long(**{name: f"Begins {name}. {TONGUES['Bengali'] * 60}" for name in TEXTS}),
    "all long, in Urdu": _everything_long(**{name: f"{TONGUES['Urdu'] * 60}\nBegins {name}." for name in TEXTS[2:4]}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_danger_request_deadline_and_whom_to_call_never_leave_it(kind: str) -> None:
    pages = page_texts(_built(kind))
    on_it = squeezed(pages[0])
    for words in (
        "Immediate danger: Begins danger.", "What we ask for Begins ask.", "Please answer by 25 November.",
        "Sam Example, designated safeguarding lead", "01632 960 001", "sam@school.example", "Signed by",
        "Countersignature of Lee Example",
    ):  # fmt: skip
        assert squeezed(words) in on_it
    assert "Continued on page 2" in pages[0]
    assert "\nPage one, continued\n" in pages[1]


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_on_behind_it_is_one_text_for_who_goes_by_the_tags(kind: str) -> None:
    content = KINDS[kind]
    passages = [spaced(text) for text in said(_built(kind)).passages()]
    for name in TEXTS:
        paragraphs = [spaced(line) for line in str(getattr(content, name)).splitlines()]
        assert any(text.endswith(paragraphs[0]) for text in passages)
        assert set(paragraphs[1:]) <= set(passages)
    assert not any("Goes on" in text for text in passages)


def test_it_says_on_which_page_each_text_goes_on() -> None:
    pages = page_texts(_built("all long"))
    told = [int(number) for number in re.findall(r"Continued on page (\d)", pages[0])]
    assert told == sorted(told)
    assert len(told) == 6
    assert told[0] == 2
    assert told[-1] > 2
    assert "Ends ask." in "".join(pages[told[-1] - 1 : told[-1] + 1])


def test_its_contents_lead_to_what_goes_on() -> None:
    with (
        pikepdf.open(BytesIO(build_document(pack_content(in_short=LONG)))) as pdf,
        pdf.open_outline() as outline,
    ):
        assert [item.title for item in outline.root][1] == "Page one, continued"
        first = next(link for link in pdf.pages[0].Annots if link.Subtype == "/Link")
        assert first.Dest[0].objgen == pdf.pages[1].obj.objgen


def test_the_contents_tell_a_form_that_came_in_from_one_of_ones_own() -> None:
    own, *_others = pack_content().forms
    came = replace(own, came_from="From pack P-7K3M, signed by Kim Hale, Example School.")
    page = " ".join(page_texts(build_document(pack_content(forms=(own, came))))[0].split())
    assert page.count(own.title) == 2
    assert f"{own.title}, from another pack" in page
