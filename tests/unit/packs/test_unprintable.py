"""A character that no font here has stops no document: its number stands in its place, and the document says so once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import outloud
import pikepdf
import pytest

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.errors import MissingGlyphError
from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document, style
from prevent_desktop.packs.document.person_copy import build_person_copy
from prevent_desktop.packs.document.printed import build_printed
from prevent_desktop.packs.document.slips import build_slips
from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.packs.printed import PrintedPart
from tests.unit.packs.examples import CHRONOLOGY, HEAD, SENDER, SIGNED_AT, entry, pack_content
from tests.unit.packs.reading import page_texts, squeezed
from tests.unit.packs.test_slips import OF, SLIPS
from tests.unit.packs.text_shaping.spoken import said

NOTE = "Some characters cannot be printed. Each stands as its number, such as"
_ODD = "she wrote \ufffe and \ue000, \u5553 too"
_SHOWN = "she wrote [U+FFFE] and [U+E000], [U+5553] too"


def _form(answer: str) -> PackForm:
    line = PackLine(question="What was written?", answers=(answer,), own_words=True)
    return PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="Online", lines=(line,)),),
        data_name="a.json", data_json=f'{{"answer": "{answer}"}}',
    )  # fmt: skip


def _pack(words: str) -> bytes:
    return build_document(pack_content(forms=(_form(words),)))


def _pack_with_a_note(words: str) -> bytes:
    note = entry(EntryKind.NOTE, 13, "A colleague’s note", words, "Told by someone")
    return build_document(pack_content(chronology=(*CHRONOLOGY, note)))


def _print(words: str) -> bytes:
    part = PrintedPart(
        marking="OFFICIAL", organisation="School", title="Note", about="A. B.", printed_by="Sam", printed_at=SIGNED_AT,
        facts=(("Note", words),),
    )  # fmt: skip
    return build_printed(part)


def _chronology(words: str) -> bytes:
    note = entry(EntryKind.NOTE, 13, "A colleague’s note", words, "Told by someone")
    part = PrintedPart(
        marking="OFFICIAL", organisation="School", title="Chronology", about="A. B.", printed_by="Sam",
        printed_at=SIGNED_AT, entries=(*CHRONOLOGY, note),
    )  # fmt: skip
    return build_printed(part)


def _copy(words: str) -> bytes:
    section = PackSection(title="Notes", lines=(PackLine(question="Note", answers=(words,)),))
    return build_person_copy(
        PersonCopy(
            marking="OFFICIAL", title="A copy", sender=SENDER, about_label="A. B.", signed_at=SIGNED_AT, is_signed=True,
            intro=(("What this is", "A copy."),), chapters=(CopyChapter(title="All", sections=(section,)),), audit_head=HEAD,
        )
    )  # fmt: skip


DOCUMENTS = pytest.mark.parametrize("document", [_pack, _pack_with_a_note, _print, _chronology, _copy])


@DOCUMENTS
def test_the_number_of_the_character_stands_in_its_place(
    document: Callable[[str], bytes], tmp_path: Path
) -> None:
    pdf = document(_ODD)
    assert squeezed(_SHOWN) in squeezed("".join(page_texts(pdf)))
    assert squeezed(_SHOWN) in squeezed(said(pdf).text())
    assert said(pdf).text().count(NOTE) == 1
    assert said(pdf).passages()[-1] == f"{NOTE} [U+5553].", "it stands at the end"
    (tmp_path / "it.pdf").write_bytes(pdf)
    assert outloud.check(str(tmp_path / "it.pdf")).errors == 0


@DOCUMENTS
def test_nothing_is_said_where_all_was_drawn(document: Callable[[str], bytes]) -> None:
    assert NOTE not in said(document("قال 😂")).text()


def test_among_letters_that_run_leftward_it_reads_as_one() -> None:
    text = said(_print("قال \ue000 هنا")).text()
    assert "قال [U+E000] هنا" in text


def test_the_data_of_a_pack_keep_the_true_character() -> None:
    with pikepdf.open(BytesIO(_pack(_ODD))) as pdf:
        data = pdf.attachments["a.json"].get_file().read_bytes().decode()
    assert _ODD in data


@pytest.mark.parametrize("words", ["\ufffe", "\x01", "\uffff \x0b"], ids=ascii)
def test_what_a_document_says_of_itself_can_be_read_whatever_the_words(words: str) -> None:
    content = pack_content(ask=f"Please {words} call", recipient_name=f"School {words}")
    with pikepdf.open(BytesIO(build_document(content))) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
    told = {element.tag.rpartition("}")[2]: element.text or "" for element in fromstring(packet).iter()}  # noqa: S314 - our own
    assert told["MadeFor"].startswith("School ")
    assert told["Asks"].startswith("Please ")


def test_what_is_typed_now_for_a_slip_is_told_with_whose_name_it_is() -> None:
    with pytest.raises(MissingGlyphError) as caught:
        build_slips([replace(SLIPS[0], name="Al \u9fff")], OF)
    assert "U+9FFF" in caught.value.what_happened
    assert "Al" in caught.value.what_happened


def test_a_text_of_a_thousand_such_characters_is_set_at_once() -> None:
    text = "".join(map(chr, range(0xE000, 0xE000 + 4000)))
    paragraph = style.paragraph([(text, style.BODY)], "a place")
    assert isinstance(paragraph, ShapedText)
    assert len(paragraph.shaped.unprintable) == 4000
