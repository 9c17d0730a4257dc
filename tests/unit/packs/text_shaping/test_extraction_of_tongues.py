"""A real pack in every tongue: what was typed is what each reader of the file gets out of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pypdfium2
import pytest

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.packs.content import PackContent, PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document, fonts, style
from prevent_desktop.packs.document.blocks import Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.pages import Furniture, Pages
from tests.unit.packs.examples import entry, pack_content
from tests.unit.packs.text_shaping.drawn import page_with
from tests.unit.packs.text_shaping.spoken import Said, said
from tests.unit.packs.text_shaping.tongues import (
    LEFTWARD,
    NAMES,
    TONGUES,
    as_read,
    begun,
    plain,
    quoted,
    spaced,
)


def _content() -> PackContent:
    """Each tongue on the first page, in the facts, in the answers and in the chronology; alone and with English."""
    answered = tuple(
        PackLine(question=f"What was said in {name}?", answers=(TONGUES[name], quoted(name), begun(name)), own_words=number % 2 == 0)
        for number, name in enumerate(NAMES)
    )  # fmt: skip
    form = PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="What was said", lines=answered),),
        data_name="a.json", data_json="{}",
    )  # fmt: skip
    events = [
        entry(EntryKind.NOTE, 1 + number, f"{name}: {TONGUES[name]}", quoted(name), "Told by someone")
        for number, name in enumerate(NAMES)
    ]
    return pack_content(
        what_happened=tuple(TONGUES[name] for name in NAMES[:6]),
        in_short=" ".join(TONGUES[name] for name in NAMES[6:]),
        person_facts=tuple((f"In {name}", TONGUES[name]) for name in NAMES),
        forms=(form,), chronology=tuple(events), household=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_document(_content())


@pytest.fixture(scope="module")
def tree(built: bytes) -> Said:
    return said(built)


@pytest.fixture(scope="module")
def file(built: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tongues") / "pack.pdf"
    path.write_bytes(built)
    return path


def _poppler(tool: str, *arguments: str | Path) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip("poppler's tools are not installed")
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=True).stdout


def _by_poppler(file: Path) -> str:
    return _poppler("pdftotext", file, "-")


def _by_pdfium(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


READERS = {"pdftotext": _by_poppler, "pdfium": _by_pdfium}


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_goes_by_the_structure_gets_each_paragraph_as_typed(tree: Said, name: str) -> None:
    passages = [spaced(text) for text in tree.passages()]
    for typed in (TONGUES[name], quoted(name), begun(name)):
        assert spaced(typed) in passages
    assert passages.count(spaced(TONGUES[name])) >= 2, "as a fact and as an answer"
    assert any(spaced(f"{name}: {TONGUES[name]}") in text for text in passages), "in the chronology"
    assert any(spaced(TONGUES[name]) in text for text in passages[:30]), "on the first page"


def test_poppler_reads_the_structure_as_typed(file: Path) -> None:
    text = plain("".join(re.findall(r'^ *"(.*)"$', _poppler("pdfinfo", "-struct-text", file), re.MULTILINE)))
    for name in NAMES:
        for typed in (TONGUES[name], quoted(name), begun(name)):
            assert plain(typed) in text


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in LEFTWARD])
def test_pdftotext_and_pdfium_give_what_runs_rightward_as_typed(file: Path, reader: str, name: str) -> None:
    text = READERS[reader](file)
    for typed in (TONGUES[name], quoted(name), begun(name)):
        assert as_read(typed).search(text)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", LEFTWARD)
def test_they_give_every_word_that_runs_leftward_as_typed(file: Path, reader: str, name: str) -> None:
    """In which order they give the words of a line in two directions is their guess; the structure tells it."""
    words = set(re.findall(r"\w+", plain_words(READERS[reader](file))))
    assert set(re.findall(r"\w+", plain_words(TONGUES[name]))) <= words


def plain_words(text: str) -> str:
    return " ".join(map(plain, text.split()))


def test_pdfium_gives_an_urdu_paragraph_whole(file: Path) -> None:
    assert TONGUES["Urdu"] in re.sub(r"\s+", " ", _by_pdfium(file))


def test_pdftotext_gives_an_urdu_paragraph_whole(file: Path) -> None:
    assert plain(TONGUES["Urdu"]) in plain(_by_poppler(file))


def test_all_fonts_are_embedded_cut_down_and_say_their_characters(file: Path) -> None:
    rows = _poppler("pdffonts", file).splitlines()[2:]
    assert len(rows) >= 12
    for row in rows:
        assert re.match(r"[A-Z]{6}\+(Inter|Noto)", row), row
        assert re.search(r" yes yes yes ", row), row
    assert "Helvetica" not in "".join(rows)


def test_an_embedded_font_is_a_fraction_of_the_shipped_one(built: bytes) -> None:
    with pikepdf.open(BytesIO(built)) as pdf:
        sizes = {
            str(thing.FontName)[8:]: len(thing.FontFile2.read_raw_bytes())
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        }
    assert sizes["NotoSansSC-Regular"] < 15_000
    assert all(size < 60_000 for size in sizes.values())


@pytest.mark.parametrize(
    ("name", "tag"),
    [("Arabic", "ar"), ("Urdu", "ur"), ("Bengali", "bn"), ("Punjabi", "pa"), ("Gujarati", "gu"), ("Tamil", "ta"),
     ("Chinese", "zh"), ("Hindi", "und-Deva"), ("Amharic", "und-Ethi")],
)  # fmt: skip
def test_a_passage_says_its_language_where_its_letters_prove_it(tree: Said, name: str, tag: str) -> None:
    spans = [each for each in tree.walk() if each.role == "Span" and each.language == tag]
    assert any(
        plain(each.text()) in {plain(TONGUES[name]), plain(TONGUES[name]).rstrip(".")} for each in spans
    )


def test_no_language_is_guessed_for_latin_letters(tree: Said) -> None:
    assert {each.language for each in tree.walk()} == {"", "ar", "ur", "bn", "pa", "gu", "ta", "zh", "und-Deva", "und-Ethi"}  # fmt: skip


def test_two_judges_find_no_error_against_pdf_ua(file: Path) -> None:
    result = outloud.check(str(file))
    assert result.errors == 0, [finding.message for finding in result.findings]
    assert [row["id"] for row in result.criteria["pdfua1"] if row["status"] == "fail"] == []
    assert not [finding for finding in result.findings if "out of tag-tree order" in finding.message]
    assert pdfua.validate(str(file)).findings == ()


def test_the_same_text_gives_the_same_bytes(built: bytes) -> None:
    assert build_document(_content()) == built


@pytest.mark.parametrize(
    "text",
    [
        "السَّلامُ عَلَيْكُم", "بِسْمِ اللَّهِ الرَّحْمٰنِ الرَّحِيمِ", "He said غداً yes.", "He said (غداً) yes.", "نمی‌خواهم بروم",
        "She wrote غداً نعم twice, شكراً once", "Call غداً 01632 960 001 now", "اُس نے کہا",
    ],
)  # fmt: skip
def test_pdftotext_gives_words_among_english_and_vowel_marks_as_typed(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(page_with(text, 500.0))
    words = [plain(word) for word in _by_poppler(tmp_path / "page.pdf").split()]
    assert list(filter(None, words)) == [plain(word) for word in text.split()]


CONSONANTS = "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ"
VOWELS = ("", *"ািীুূেৈোৌ")


def test_no_conjunct_of_bengali_breaks_its_word(tmp_path: Path) -> None:
    """All 10,240 pairs of consonants, with each vowel: a search finds nothing where a reader sees a space in a word."""
    words = [f"স{one}\u09cd{two}{vowel}" for one in CONSONANTS for two in CONSONANTS for vowel in VOWELS]
    assert len(words) == 10_240
    drawn, root = PackCanvas(), Element("Document")
    lines = [" ".join(words[start : start + 200]) for start in range(0, len(words), 200)]
    blocks = [Text(root.add("P"), style.paragraph([(line, style.BODY)], "a place")) for line in lines]
    with fonts.ONE_AT_A_TIME:
        Pages(drawn, Furniture(marking="M", marking_element=root, foot="f")).place(blocks)
        (tmp_path / "pairs.pdf").write_bytes(drawn.finish())
    read = set(_by_poppler(tmp_path / "pairs.pdf").split())
    assert [word for word in words if plain(word) not in read] == []
