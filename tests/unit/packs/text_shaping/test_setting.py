"""Lines: where they end, on which side they begin, how a paragraph is divided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_boundaries

from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.text_shaping.breaking import line_starts, signs
from prevent_desktop.packs.document.text_shaping.setting import Line, lines
from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedLine, ShapedText
from tests.unit.packs.text_shaping.drawn import LEFT, SIZE, inked, page_with
from tests.unit.packs.text_shaping.tongues import EMOJI, LEFTWARD, TONGUES, begun, quoted

LONG = {name: " ".join([text] * 8) for name, text in TONGUES.items()}
SHAPED = [name for name in TONGUES if name not in {"Polish", "Romanian", "Somali", "Welsh"}]


def _set(text: str, width: float) -> list[Line]:
    paragraph = style.paragraph([(text, style.BODY)], "here")
    assert isinstance(paragraph, ShapedText)
    return lines(paragraph.shaped, width)


def _texts(text: str, width: float) -> list[str]:
    return ["".join(piece.text for piece in line.pieces) for line in _set(text, width)]


@pytest.mark.parametrize("width", [60.0, 133.0, 300.0])
@pytest.mark.parametrize("name", SHAPED)
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(name: str, width: float) -> None:
    assert all(line.width <= width + 0.01 for line in _set(LONG[name], width))
    assert "".join(_texts(LONG[name], width)) == LONG[name]


@pytest.mark.parametrize("name", [name for name in SHAPED if name not in {"Chinese", "Emoji"}])
def test_words_are_not_divided_where_they_fit(name: str) -> None:
    assert [word for line in _texts(LONG[name], 200.0) for word in line.split()] == LONG[name].split()


def test_chinese_breaks_between_any_two_characters_but_not_before_a_full_stop() -> None:
    found = _texts("他说他明天不去学校。" * 9, 105.0)
    assert all(len(line) in {9, 10} for line in found[:-1])
    assert not [line for line in found if line.startswith(("。", "，"))]


def test_an_ethiopic_wordspace_ends_a_line() -> None:
    assert all(line.endswith(("፡", "።")) for line in _texts("ትምህርት፡ቤት፡" * 9 + "።", 130.0))


def test_a_sign_of_several_characters_is_never_divided() -> None:
    found = _texts("👨‍👩‍👧‍👦" * 30, 60.0)
    assert len(found) > 4
    assert set("".join(found).split("👨‍👩‍👧‍👦")) == {""}
    assert all(line.startswith("👨") and line.endswith("👦") for line in found)


def test_a_word_wider_than_the_line_is_divided_between_clusters() -> None:
    found = _texts("क्षत्रिय" * 20, 70.0)
    assert len(found) > 5
    assert "".join(found) == "क्षत्रिय" * 20


@pytest.mark.parametrize("name", LEFTWARD)
def test_a_paragraph_that_runs_leftward_ends_at_the_right(name: str) -> None:
    rights = [each.x * SIZE / 1000 for each in inked(page_with(LONG[name], 300.0))]
    assert LEFT + 280.0 < max(rights) < LEFT + 300.0
    assert min(rights) < LEFT + 60.0


@pytest.mark.parametrize("name", LEFTWARD)
def test_english_that_quotes_it_begins_at_the_left(name: str) -> None:
    first = min(inked(page_with(quoted(name), 500.0)), key=lambda each: each.x)
    assert first.font == "Inter-Regular"
    assert first.x * SIZE / 2048 == pytest.approx(LEFT, abs=1.0)


def test_parts_of_a_paragraph_do_not_turn_each_other_round() -> None:
    paragraph = style.paragraph(
        [("Reported: ", style.LEAD), ("قال نعم.", style.BODY), (" (noted)", style.BODY)], "x"
    )
    assert isinstance(paragraph, ShapedText)
    (line,) = lines(paragraph.shaped, 500.0)
    said = [line.pieces[place].text for place in line.order]
    assert said[0] == "Reported: "
    assert "." in said[1], "the full stop stays with the Arabic, on its left"


@pytest.mark.parametrize(
    "number", ["01632 960 001", "+44 1632 960001", "(01632) 960 001", "07700-900-123", "٠١٦٣٢ ٩٦٠ ٠٠١"]
)
@pytest.mark.parametrize("sentence", ["اتصلنا بالرقم {} أمس.", "We called {} قال نعم", "قال نعم. {}"])
def test_a_telephone_number_keeps_its_order_among_arabic_letters(number: str, sentence: str) -> None:
    (line,) = _set(sentence.format(number), 500.0)
    seen = "".join(cluster.text for place in line.order for cluster in line.pieces[place].from_left())
    assert number in seen


def test_numbers_that_are_none_of_a_telephone_follow_the_algorithm() -> None:
    (line,) = _set("عمره 14 و 15 سنة", 500.0)
    seen = "".join(cluster.text for place in line.order for cluster in line.pieces[place].from_left())
    assert seen.index("15") < seen.index("14")


@pytest.mark.parametrize("name", ["Arabic", "Hindi", "Chinese"])
def test_a_paragraph_is_divided_between_lines_and_leaves_no_single_line(name: str) -> None:
    paragraph = style.paragraph([(LONG[name], style.BODY)], "here")
    leading = float(style.BODY.leading)
    total = round(paragraph.wrap(150.0, 1e6)[1] / leading)
    first, rest = paragraph.split(150.0, 3.5 * leading)
    assert (first.wrap(150.0, 1e6)[1], rest.wrap(150.0, 1e6)[1]) == (3 * leading, (total - 3) * leading)
    assert paragraph.split(150.0, 1.5 * leading) == []
    nearly, _two = paragraph.split(150.0, (total - 1) * leading)
    assert round(nearly.wrap(150.0, 1e6)[1] / leading) == total - 2
    assert paragraph.split(150.0, total * leading) == [paragraph]


def test_a_label_in_a_drawing_is_as_wide_as_its_letters() -> None:
    assert ShapedLine.of("قال", style.BODY).width == pytest.approx(ShapedLine.of("قال قال", style.BODY).width / 2, rel=0.15)  # fmt: skip
    assert ShapedLine.of("\u200e", style.BODY).width == 0.0


@pytest.mark.parametrize(
    "text", [text for name in TONGUES for text in (TONGUES[name], quoted(name), begun(name))]
)
def test_lines_may_break_where_uniseg_says(text: str) -> None:
    assert line_starts(text) == set(line_break_boundaries(text)) - {len(text)}


_MIXED = "".join(TONGUES.values()) + "abc .,:!?()[]% 12$\u00a0\u200b\u2060—。，（）「」ァ…\u0301٣א"


@settings(max_examples=300, derandomize=True)
@given(st.text(_MIXED.replace("'", ""), min_size=1, max_size=12))
def test_any_text_may_break_where_uniseg_says(text: str) -> None:
    """But for the rules of its newer Unicode: quotation marks, slashes and hyphens are not in these texts."""
    assert line_starts(text) == set(line_break_boundaries(text)) - {len(text)}


@settings(max_examples=200)
@given(st.text(EMOJI + "aक\u0301\u200d\ufe0f🇬🇧க\u0bca", max_size=12))
def test_signs_are_those_of_uniseg(text: str) -> None:
    assert signs(text) == list(grapheme_clusters(text))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("他说 ok", {"zh", ""}), ("日本の友だち", {"ja"}), ("نعم كلمة", {"ar"}), ("سلام", {"und-Arab"}),
        ("ہاں he said", {"ur", ""}), ("این گچ", {"und-Arab"}), ("Łódź 😂 ɼ", {""}), ("को। है", {"und-Deva"}),
    ],
)  # fmt: skip
def test_a_language_is_named_where_the_letters_prove_it(text: str, tags: set[str]) -> None:
    assert {piece.language for line in _set(text, 500.0) for piece in line.pieces} == tags
