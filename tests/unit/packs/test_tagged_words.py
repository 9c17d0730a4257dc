"""What a reader that goes by the tags gets is what was typed, space for space (ISO 32000-1, 14.8.2.5)."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prevent_desktop.packs.document import build_document, fonts, style
from prevent_desktop.packs.document.answers import Indented
from prevent_desktop.packs.document.blocks import Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.pages import Furniture, Pages
from prevent_desktop.packs.document.plain_text import TypedParagraph
from prevent_desktop.packs.document.xmp import About
from tests.unit.packs.documents import DOCUMENTS
from tests.unit.packs.examples import SIGNED_AT, pack_content
from tests.unit.packs.text_shaping.spoken import said
from tests.unit.packs.text_shaping.tongues import NAMES, TONGUES, begun, quoted, spaced

_ABOUT = About(title="A page", author="", at=SIGNED_AT)
_LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tags_of_each_kind_of_document_say_what_was_typed(name: str) -> None:
    document = DOCUMENTS[name]()
    read = "\n".join(spaced(text) for text in said(document.pdf).passages())
    assert [line for line in document.typed() if spaced(line) not in read] == []


def test_without_the_spaces_at_the_ends_of_lines_words_would_run_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TypedParagraph, "end_with_spaces", lambda _paragraph: None)
    content = pack_content()
    read = "\n".join(spaced(text) for text in said(build_document(content)).passages())
    assert spaced(content.in_short) not in read
    assert spaced(content.in_short).replace(" ", "") in read.replace(" ", "")


@pytest.mark.parametrize("name", NAMES)
def test_in_every_tongue_it_is_what_was_typed_in_narrow_and_in_wide_columns(name: str) -> None:
    typed = [TONGUES[name], quoted(name), begun(name)]
    for width in (90.0, 230.0):
        assert _read(typed, width) == list(map(spaced, typed))


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.sampled_from(["a", "of", "home", "twenty-one", "the", "school.", "x" * 30, _LONG, "–", "naïve", "বাংলা"]), min_size=1, max_size=400), min_size=1, max_size=3),
    st.sampled_from([35.0, 120.0, 400.0]),
)  # fmt: skip
@example([["home", _LONG] * 150], 35.0)
def test_paragraphs_that_are_cut_between_pages_keep_their_spaces(
    words: list[list[str]], width: float
) -> None:
    typed = [" ".join(each) for each in words]
    assert _read(typed, width) == typed


def test_words_in_two_styles_keep_their_spaces() -> None:
    root = Element("Document")
    parts = [("Immediate danger: ", style.LEAD), ("yes, at home and in school " * 9, style.BODY)]
    text = Text(root.add("P"), style.paragraph(parts, "a place"))
    assert _spoken(root, [Indented(block=text, indent=300.0)]) == [
        f"Immediate danger: {'yes, at home and in school ' * 9}".strip()
    ]


def _read(typed: list[str], width: float) -> list[str]:
    root = Element("Document")
    blocks = [
        Indented(
            block=Text(root.add("P"), style.paragraph([(text, style.BODY)], "a place")),
            indent=style.BODY_WIDTH - width,
        )
        for text in typed
    ]
    return _spoken(root, blocks)


def _spoken(root: Element, blocks: list[Indented]) -> list[str]:
    """The passages as the tags say them, without the marking of page one."""
    drawn, marking = PackCanvas(), root.add("P")
    with fonts.ONE_AT_A_TIME:
        Pages(drawn, Furniture(marking="M", marking_element=marking, foot="f")).place([Column(blocks=blocks)])
        pdf = finish(drawn.finish(), _ABOUT, root)
    return [spaced(text) for text in said(pdf).passages()][:-1]
