"""A correction says on page one what to replace; a corrected form and answer say so where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest

from prevent_desktop.packs.content import PackChange, PackContent, PackCorrection, PackForm
from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import SCREENING, pack_content
from tests.unit.packs.reading import page_texts, structure

CORRECTION = PackCorrection(
    pack_id="P-7K3M2QF8T4XW",
    signed_on=date(2026, 11, 21),
    changes=(
        PackChange(
            form="Screening tool",
            where="What happened, first event",
            wrong="told two pupils",
            right="told one pupil, in front of another",
        ),
    ),
    reasons=("The form tutor read it again and named one pupil only.",),
)


def corrected_form() -> PackForm:
    section = SCREENING.sections[0]
    line = next(line for line in section.lines if line.answers)
    lines = [replace(each, corrected="told one pupil") if each is line else each for each in section.lines]
    return replace(
        SCREENING,
        sections=(replace(section, lines=tuple(lines)), *SCREENING.sections[1:]),
        corrected=("Corrected on 26 November 2026. Why: a pupil was named twice.",),
    )


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_document(correction())


def correction() -> PackContent:
    return pack_content(title="Correction to pack P-7K3M", correction=CORRECTION, forms=(corrected_form(),))


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_page_one_says_which_pack_it_replaces_what_and_why(built: bytes) -> None:
    page = one_line(page_texts(built)[0])
    assert "Correction to pack P-7K3M" in page
    assert "takes the place of pack P-7K3M of 21 November 2026" in page
    assert "Screening tool, What happened, first event: instead of “told two pupils” read “told one pupil, in front of another”" in page  # fmt: skip
    assert "Why: The form tutor read it again" in page


def test_what_to_replace_stands_before_everything_else(built: bytes) -> None:
    headings = [element for element in structure(built).walk() if element.role == "H2"]
    texts = page_texts(built)[0]
    assert headings
    assert texts.index("What to replace") < texts.index("In short")


def test_a_corrected_form_and_answer_say_so_where_they_stand(built: bytes) -> None:
    pages = one_line(" ".join(page_texts(built)[1:]))
    assert "Corrected on 26 November 2026. Why: a pupil was named twice." in pages
    assert "Corrected: told one pupil" in pages


def test_a_pack_that_corrects_nothing_says_nothing_of_it() -> None:
    assert "What to replace" not in " ".join(page_texts(build_document(pack_content())))


def test_all_that_is_added_is_tagged(built: bytes, tmp_path: Path) -> None:
    marks = [mark for element in structure(built).walk() for mark in element.marks]
    assert len(marks) == len(set(marks))
    with pikepdf.open(BytesIO(built)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    file = tmp_path / "correction.pdf"
    file.write_bytes(built)
    result = outloud.check(str(file))
    assert result.errors == 0, [finding.message for finding in result.findings]
