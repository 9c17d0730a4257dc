"""Each kind of document letters its text; a pack without such text needs none of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest

from prevent_desktop.packs.content import PackChange, PackCorrection, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.disposal import build_disposal_certificate
from prevent_desktop.packs.document.person_copy import build_person_copy
from prevent_desktop.packs.document.sheet import build_recovery_sheet
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.packs.preview import page_image, page_text
from tests.unit.packs.examples import HEAD, SENDER, SIGNED_AT, pack_content
from tests.unit.packs.text_shaping.spoken import said
from tests.unit.packs.text_shaping.tongues import TONGUES, plain

AT = datetime(2026, 11, 24, tzinfo=UTC)


def _person_copy(text: str) -> bytes:
    section = PackSection(title=text, lines=(PackLine(question=text, answers=(text,)),))
    return build_person_copy(
        PersonCopy(
            marking="OFFICIAL-SENSITIVE", title="Copy of a record", about_label="AB, 14", sender=SENDER, signed_at=SIGNED_AT,
            audit_head=HEAD, is_signed=False, intro=(("What this is", text),), chapters=(CopyChapter(title=text, about=text, sections=(section,)),),
        )
    )  # fmt: skip


def _correction(text: str) -> bytes:
    change = PackChange(form="Screening tool", where="What happened", wrong=text, right=text)
    correction = PackCorrection(
        pack_id="P-7K3M2QF8T4XW", signed_on=date(2026, 11, 21), changes=(change,), reasons=(text,)
    )
    return build_document(pack_content(correction=correction))


DOCUMENTS: dict[str, Callable[[str], bytes]] = {
    "a pack's title and marking": lambda text: build_document(pack_content(title=text, marking=text)),
    "a copy for a person": _person_copy,
    "a correction": _correction,
    "a recovery sheet": lambda text: build_recovery_sheet(text, AT),
    "a certificate of disposal": lambda text: build_disposal_certificate((("What", text),), b"{}", signer=text, signed_at=AT, file_name="c.json"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["Arabic", "Bengali", "Chinese"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_document_says_what_was_typed(document: str, name: str) -> None:
    text = TONGUES[name]
    assert plain(text) in plain(" ".join(said(DOCUMENTS[document](text)).passages()))


def test_the_preview_in_the_window_shows_the_letters() -> None:
    def picture(text: str) -> bytes:
        return page_image(build_document(pack_content(in_short=text)), 0, 600)[2]

    shown = [picture(TONGUES[name]) for name in ("Hindi", "Urdu", "Tamil")]
    assert len({*shown, picture("")}) == 4
    assert TONGUES["Hindi"] in page_text(build_document(pack_content(in_short=TONGUES["Hindi"])), 0)


def test_a_pack_in_english_needs_no_shaping_and_no_other_fonts() -> None:
    code = (
        "import sys; from prevent_desktop.packs.document import build_document; from tests.unit.packs.examples import pack_content; "
        "build_document(pack_content()); "
        "print([name for name in sys.modules if name.startswith('uniseg') or '.text_shaping' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        assert {font.Subtype for font in pdf.pages[0].Resources.Font.values()} == {"/TrueType"}


def test_another_process_in_another_country_makes_the_same_bytes() -> None:
    text = " ".join(TONGUES.values())
    code = (
        "import sys; from prevent_desktop.packs.document import build_document; from tests.unit.packs.examples import pack_content; "
        "from tests.unit.packs.text_shaping.tongues import TONGUES; "
        "sys.stdout.buffer.write(build_document(pack_content(what_else=' '.join(TONGUES.values()))))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8", "LANG": "zh_TW.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert done.stdout == build_document(pack_content(what_else=text))
