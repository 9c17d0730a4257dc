"""Whatever is typed: it is set and read back as it was typed, or the number of a character stands that cannot be set."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prevent_desktop.packs.document import build_document, fonts, style
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText
from prevent_desktop.packs.document.text_shaping.unprintable import UNDRAWN, number
from prevent_desktop.packs.document.xmp import About
from tests.unit.packs.examples import SIGNED_AT, pack_content
from tests.unit.packs.reading import page_texts
from tests.unit.packs.text_shaping.spoken import said
from tests.unit.packs.text_shaping.tongues import EMOJI, TONGUES, spaced

_LETTERS = (
    "".join(TONGUES.values())
    + EMOJI
    + "abc .,:!?()[]«»“”%-12\u200c\u200d\u200e\u200f\u2067\u2069\u202e\u00ad\ufe0f\u0301٣क\u094dষ্য"
)
_ABOUT = About(title="A page", author="", at=SIGNED_AT)


def _document(parts: list[str], width: float) -> bytes:
    root, canvas = Element("Document"), PackCanvas()
    for part in parts:
        paragraph = style.paragraph([(part, style.BODY)], "a place")
        canvas.draw_paragraph(paragraph, root.add("P"), 40.0, 780.0, width, paragraph.wrap(width, 1e6)[1])
        canvas.showPage()
    return finish(canvas.finish(), _ABOUT, root)


def _readable(text: str) -> str:
    return spaced("".join(letter for letter in text if letter not in UNDRAWN))


@settings(max_examples=60)
@given(
    st.lists(st.text(_LETTERS, min_size=1, max_size=60), min_size=4, max_size=12),
    st.sampled_from([30.0, 90.0, 400.0]),
)
@example(
    ["\u200f", "\u0301", " ", "ا\u0301\u064b", "1\u20e3a\u20e3", "\u202eabc", "a\u0915", "\u0915\u064b"], 90.0
)
def test_what_is_typed_is_what_is_read(texts: list[str], width: float) -> None:
    read = [_readable(text) for text in said(_document(texts, width)).passages()]
    assert read == [_readable(fonts.clean(text)) for text in texts]


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
@example("\U000e0041")
@example("\u0e44\u0e17\u0e22")
@example("क\u0301\u20e3")
@example("\u0bea\U0001f512\u0304\u219b\u089b\u1ce0")
def test_any_character_is_set_or_its_number_stands(text: str) -> None:
    paragraph = style.paragraph([(text, style.BODY)], "a place")
    paragraph.wrap(200.0, 1e6)
    if isinstance(paragraph, ShapedText):
        assert all(glyph.number for cluster in paragraph.shaped.clusters for glyph in cluster.glyphs)
        assert all(number(letter) in paragraph.shaped.text for letter in paragraph.shaped.unprintable)
        assert paragraph.shaped.unprintable <= set(fonts.clean(text))


@pytest.mark.parametrize(
    "content",
    [
        {"title": "漢字 \u9fff"}, {"ask": "\u9fff"}, {"marking": "\u9fff"}, {"about_label": "\u9fff"},
        {"person_facts": (("Name", "\u9fff"),)}, {"what_happened": ("\u9fff",)},
    ],
    ids=lambda content: next(iter(content)),
)  # fmt: skip
def test_a_chinese_character_beyond_the_shipped_ones_is_its_number_wherever_it_stands(
    content: dict[str, object],
) -> None:
    pages = "".join(page_texts(build_document(pack_content(**content))))
    assert pages.count("[U+9FFF]") > 1, "and in the note"


@pytest.mark.parametrize("letter", ["a\u0301", "ا\u064e"])
@pytest.mark.parametrize("marks", [100, 3000])
def test_a_letter_under_a_tower_of_marks_is_set_and_read(letter: str, marks: int) -> None:
    """A font cannot say how high it is: what is above that is drawn where its end is."""
    text = letter[0] + letter[1] * marks
    assert [_readable(one) for one in said(_document([text], 400.0)).passages()] == [
        _readable(fonts.clean(text))
    ]
