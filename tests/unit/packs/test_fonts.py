from __future__ import annotations

import pytest

from prevent_desktop.errors import MissingGlyphError
from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document, fonts
from tests.unit.packs.examples import pack_content
from tests.unit.packs.reading import page_texts, squeezed


@pytest.fixture(autouse=True)
def _registered() -> None:
    fonts.register()


def _asked(answer: str) -> PackForm:
    line = PackLine(question="What was written in the chat?", answers=(answer,), own_words=True)
    return PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="Online", lines=(line,)),),
        data_name="a.json", data_json="{}",
    )  # fmt: skip


def test_text_that_a_font_has_stays_in_it() -> None:
    assert fonts.runs("Llŷr’s note, café → 50 %", fonts.REGULAR, "here") == [
        (fonts.REGULAR, "Llŷr’s note, café → 50 %")
    ]


def test_a_letter_that_inter_lacks_comes_from_noto_sans_and_an_emoji_from_noto_emoji() -> None:
    assert fonts.runs("aɼb😂", fonts.REGULAR, "here") == [
        (fonts.REGULAR, "a"),
        ("NotoSans-Regular", "ɼ"),
        (fonts.REGULAR, "b"),
        ("NotoEmoji-Regular", "😂"),
    ]


@pytest.mark.parametrize(("letter", "code"), [("漢", "U+6F22"), ("س", "U+0633"), ("अ", "U+0905")])
def test_a_character_in_no_font_is_named_with_its_question(letter: str, code: str) -> None:
    with pytest.raises(MissingGlyphError) as caught:
        build_document(pack_content(forms=(_asked(f"they wrote {letter}"),)))
    assert code in caught.value.what_happened
    assert "What was written in the chat?" in caught.value.what_happened
    assert "they wrote" not in str(caught.value), "an error never repeats an answer"


def test_emoji_and_rare_letters_can_be_read_back_from_the_pdf() -> None:
    texts = page_texts(build_document(pack_content(forms=(_asked("he said 😂🔥 ok ɼ ✓ ﬁ"),))))
    assert "hesaid😂🔥okɼ✓" in squeezed(" ".join(texts))


def test_control_characters_are_left_out_and_letters_composed() -> None:
    assert fonts.clean("cafe\u0301\x00\tx\ufeff\ny") == "café x\ny"
