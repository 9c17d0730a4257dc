"""What is drawn is what HarfBuzz shapes: the same glyphs of the same font at the same places."""

from __future__ import annotations

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from prevent_desktop.data_files import resources
from prevent_desktop.packs.document import style
from tests.unit.packs.text_shaping.drawn import LEFT, SIZE, TOP, WIDTH, inked, page_with
from tests.unit.packs.text_shaping.tongues import EMOJI, LEFTWARD
from tests.unit.writing.samples import SAMPLES

_FONTS = {
    "Arabic": "NotoSansArabic-Regular", "Urdu": "NotoSansArabic-Regular", "Bengali": "NotoSansBengali-Regular",
    "Punjabi": "NotoSansGurmukhi-Regular", "Gujarati": "NotoSansGujarati-Regular", "Tamil": "NotoSansTamil-Regular",
    "Hindi": "NotoSansDevanagari-Regular", "Amharic": "NotoSansEthiopic-Regular", "Chinese": "NotoSansSC-Regular",
}  # fmt: skip


def _font(name: str) -> str:
    return str(resources() / "fonts" / f"{name}.ttf")


def _shaped(text: str, font_name: str) -> tuple[list[tuple[int, int, int]], int]:
    """HarfBuzz's own answer for the whole text: where each glyph with ink stands, which it is; and the width."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(_font(font_name)))
    font, buffer = uharfbuzz.Font(face), uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    pen, found = 0, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        box = font.get_glyph_extents(info.codepoint)
        if box is not None and box.width and box.height:
            found.append((pen + place.x_offset, place.y_offset, info.codepoint))
        pen += place.x_advance
    return found, pen


@pytest.mark.parametrize("name", _FONTS)
def test_glyphs_and_places_are_those_of_harfbuzz(name: str) -> None:
    text = SAMPLES[name][0].rstrip(".")
    scale = TTFont(_font(_FONTS[name]))["head"].unitsPerEm / SIZE
    want, width = _shaped(text, _FONTS[name])
    left = LEFT * scale + (WIDTH * scale - width if name in LEFTWARD else 0.0)
    line = (TOP - style.baseline(style.BODY)) * scale
    drawn = sorted((each.x - left, each.y - line, each.glyph) for each in inked(page_with(text)))
    assert {each.font for each in inked(page_with(text))} == {_FONTS[name]}
    assert [glyph for _x, _y, glyph in drawn] == [glyph for _x, _y, glyph in sorted(want)]
    for (x, y, _glyph), (want_x, want_y, _same) in zip(drawn, sorted(want), strict=True):
        assert (x, y) == (pytest.approx(want_x, abs=0.6), pytest.approx(want_y, abs=0.6))


def _names(text: str, font_name: str) -> list[str]:
    """The names of the glyphs with ink, from left to right."""
    order = TTFont(_font(font_name)).getGlyphOrder()
    return [order[each.glyph] for each in sorted(inked(page_with(text)), key=lambda each: each.x)]


def test_arabic_letters_join() -> None:
    names = _names("ببب", _FONTS["Arabic"])
    bodies = [name for name in names if name.startswith("uni") and "." in name]
    assert [name.split(".")[1] for name in bodies][:3] == ["fina", "medi", "init"]


def test_lam_and_alef_become_their_ligature() -> None:
    assert all("rlig" in name for name in _names("لا", _FONTS["Arabic"]))


def test_a_devanagari_conjunct_is_one_glyph() -> None:
    assert len(_names("क्ष", _FONTS["Hindi"])) == 1
    assert len(_names("क\u094d\u200cष", _FONTS["Hindi"])) > 1, "a non-joiner keeps them apart"


@pytest.mark.parametrize(("text", "name"), [("কি", "Bengali"), ("कि", "Hindi"), ("கெ", "Tamil"), ("ਕਿ", "Punjabi"), ("કિ", "Gujarati")])  # fmt: skip
def test_a_vowel_that_is_typed_after_stands_before(text: str, name: str) -> None:
    order = TTFont(_font(_FONTS[name])).getBestCmap()
    names = _names(text, _FONTS[name])
    assert names[0] != order[ord(text[0])]
    assert names[-1].startswith(order[ord(text[0])].split(".")[0])


def test_a_tamil_vowel_stands_on_both_sides() -> None:
    names = _names("கொ", _FONTS["Tamil"])
    order = TTFont(_font(_FONTS["Tamil"])).getBestCmap()
    assert names == [order[0x0BC6], order[0x0B95], order[0x0BBE]]


def test_sequences_of_emoji_become_one_sign_each() -> None:
    assert len(inked(page_with(EMOJI.replace(" ", "")))) == 10


def test_a_flag_shows_its_letters() -> None:
    (flag,) = inked(page_with("🇬🇧"))
    (other,) = inked(page_with("🇵🇰"))
    assert flag.glyph != other.glyph


def test_brackets_are_mirrored_where_text_runs_leftward() -> None:
    shapes = TTFont(_font(_FONTS["Arabic"])).getBestCmap()
    names = _names("(ب)", _FONTS["Arabic"])
    assert (names[0], names[-1]) == (shapes[ord("(")], shapes[ord(")")])
    assert _names("ب)", _FONTS["Arabic"])[0] == shapes[ord("(")], (
        "typed last, it stands on the left and opens to it"
    )
