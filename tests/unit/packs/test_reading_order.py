"""What a screen reader says of a page in the preview: by the structure, in the order of reading."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.preview import page_count, page_text
from prevent_desktop.packs.reading_order import words_in_order
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import Signed
from tests.unit.packs.text_shaping.tongues import LEFTWARD, TONGUES, begun, quoted


def _pack(*answers: str) -> bytes:
    line = PackLine(question="What was said at home?", answers=answers)
    form = PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="Said", lines=(line,)),), data_name="a.json",
        data_json="{}",
    )  # fmt: skip
    return build_document(pack_content(forms=(form,), household=None))


def _all_words(pdf: bytes) -> list[str]:
    return [line for page in range(page_count(pdf)) for line in page_text(pdf, page).splitlines()]


@pytest.mark.parametrize("name", LEFTWARD)
def test_an_english_question_beside_an_arabic_answer_stays_as_it_is(name: str) -> None:
    words = _all_words(_pack(TONGUES[name], quoted(name), begun(name)))
    place = words.index("What was said at home?")
    assert words[place + 1 : place + 4] == [TONGUES[name], quoted(name), begun(name)]


def test_what_repeats_on_each_page_is_said_once(signed: Signed) -> None:
    words = _all_words(signed.pdf)
    assert words.count("OFFICIAL-SENSITIVE") == 1
    assert not [line for line in words if line.startswith("Page 2 of")]


def test_a_picture_says_its_alternative_text(signed: Signed) -> None:
    assert any(line.startswith("Chronology, oldest first: 12 Nov, ") for line in _all_words(signed.pdf))


def test_words_of_two_lines_are_parted(signed: Signed) -> None:
    assert pack_content().in_short in _all_words(signed.pdf)


def test_a_page_without_tags_is_read_by_places(signed: Signed) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(signed.unsigned)) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(out)
    assert words_in_order(BytesIO(out.getvalue()), 0) == ""
    assert "Prevent referral pack" in page_text(out.getvalue(), 0)


def test_tags_that_lead_nowhere_and_what_is_no_pdf_do_no_harm(signed: Signed) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(signed.unsigned)) as pdf:
        pdf.Root.StructTreeRoot.ParentTree.Nums = pikepdf.Array([0, pikepdf.Array([])])
        pdf.save(out)
    assert words_in_order(BytesIO(out.getvalue()), 0) == ""
    assert words_in_order(BytesIO(b"no pdf"), 0) == ""
