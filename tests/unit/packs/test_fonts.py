from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "text", ["Llŷr’s note, café → 50 %", "Ba pă ți-am zis, że pójdę", "plain (text) “quoted”", ""]
)
def test_text_that_inter_shows_from_left_to_right_is_plain(text: str) -> None:
    assert fonts.is_plain(text, fonts.REGULAR)


@pytest.mark.parametrize(
    "text", ["aɼb", "😂", "q\u0308", "قال", "कहा", "他说", "1\u20e3", "a\u200db", "soft\u00adly"]
)
def test_marks_joiners_and_letters_that_inter_lacks_are_lettered(text: str) -> None:
    assert not fonts.is_plain(text, fonts.REGULAR)


def test_emoji_and_rare_letters_can_be_read_back_from_the_pdf() -> None:
    texts = page_texts(build_document(pack_content(forms=(_asked("he said 😂🔥 ok ɼ ✓ ﬁ"),))))
    assert "hesaid😂🔥okɼ✓" in squeezed(" ".join(texts))


def test_control_characters_are_left_out_and_letters_composed() -> None:
    assert fonts.clean("cafe\u0301\x00\tx\ufeff\ny") == "café x\ny"
