from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest

from prevent_desktop.packs.content import PackContent, PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import PERSON_FACTS, attachment, long_pack, pack_content
from tests.unit.packs.reading import page_texts, squeezed


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_document(pack_content())


@pytest.fixture(scope="module")
def texts(built: bytes) -> list[str]:
    return page_texts(built)


def test_page_one_says_all_that_the_practitioner_wrote_for_it(texts: list[str]) -> None:
    content, page = pack_content(), squeezed(texts[0])
    written = [
        content.title,
        content.in_short,
        *content.what_happened,
        content.what_else,
        content.what_protects,
    ]
    for text in [
        *written,
        content.ask,
        "Please answer by 25 November.",
        "P-7QF2 · 23 November 2026 · about AB, 14",
    ]:
        assert squeezed(text) in page
    assert squeezed("Signed by Sam Example, designated safeguarding lead, Example Primary School") in page
    assert squeezed("Claimed time 23 November 2026 16:40 (device clock)") in page
    assert "01632960001" in page


def test_the_persons_name_is_not_on_page_one_and_not_in_the_title(built: bytes, texts: list[str]) -> None:
    assert "Bexample" not in texts[0]
    assert "Bexample" in texts[1]
    with pikepdf.open(BytesIO(built)) as pdf:
        assert "Bexample" not in str(pdf.docinfo.Title) + pdf.Root.Metadata.read_bytes().decode()


def test_the_contents_name_the_page_on_which_each_part_begins(texts: list[str]) -> None:
    found = dict(
        re.findall(
            r"^(About .*|Screening tool|Decision to share|Chronology|Attachments.*) (\d+)$",
            texts[0],
            re.MULTILINE,
        )
    )
    assert list(found) == [
        "About the person and household", "Screening tool", "Decision to share", "Chronology", "Attachments (2, embedded)",
    ]  # fmt: skip
    for title, page in found.items():
        assert title.split(" (")[0] in texts[int(page) - 1]


def test_each_page_has_the_marking_twice_its_number_the_pack_id_and_the_head_of_the_record(
    texts: list[str],
) -> None:
    for number, text in enumerate(texts, 1):
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(texts)}" in text
        assert "P-7QF2K8M4T9XW · record head 7c1e…a402" in text


def test_every_question_and_answer_is_there_in_reading_order() -> None:
    content = long_pack(6, entries=3)
    text = squeezed(" ".join(page_texts(build_document(content))))
    place = 0
    for section in content.forms[0].sections:
        place = text.index(squeezed(section.title), place)
        for line in section.lines:
            place = text.index(squeezed(line.question), place)


def test_every_font_is_embedded_and_none_is_helvetica(built: bytes) -> None:
    with pikepdf.open(BytesIO(built)) as pdf:
        fonts = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        ]
        assert fonts
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+(Inter|NotoSans|NotoEmoji)-\w+", str(font.BaseFont))
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font


def test_language_title_and_what_readers_show_are_set(built: bytes) -> None:
    with pikepdf.open(BytesIO(built)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Prevent referral pack P-7QF2"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo.CreationDate) == "D:20261123164000+00'00'"
        assert len(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()) > 100
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:2] == [
                "Prevent referral pack",
                "About the person and household",
            ]
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == "Prevent referral pack P-7QF2"
        assert metadata["pdfuaid:part"] == "1"


def test_responses_are_embedded_as_data_and_attachments_as_supplements(built: bytes) -> None:
    content = pack_content()
    with pikepdf.open(BytesIO(built)) as pdf:
        found = {str(file.UF): (str(file.AFRelationship), str(file.EF.F.Subtype)) for file in pdf.Root.AF}
        assert found == {
            "screenshot.png": ("/Supplement", "/image/png"),
            "letter.txt": ("/Supplement", "/text/plain"),
            "screening.json": ("/Data", "/application/fhir+json"),
            "sharing.json": ("/Data", "/application/fhir+json"),
        }
        assert (
            pdf.attachments["screenshot.png"].get_file().read_bytes()
            == content.attachments[0].source.open().read()
        )
        assert (
            pdf.attachments["screening.json"].get_file().read_bytes().decode() == content.forms[0].data_json
        )


def test_two_attachments_of_one_name_both_arrive() -> None:
    files = (attachment("a.txt", b"one", "text/plain", ""), attachment("a.txt", b"two", "text/plain", ""))
    with pikepdf.open(BytesIO(build_document(pack_content(attachments=files)))) as pdf:
        assert pdf.attachments["a.txt"].get_file().read_bytes() == b"one"
        assert pdf.attachments["a (2).txt"].get_file().read_bytes() == b"two"


def test_the_digest_of_each_file_stands_in_the_list(texts: list[str]) -> None:
    for file in pack_content().attachments:
        assert file.sha256 in squeezed(texts[-1])


def test_markup_in_an_answer_is_printed_as_it_was_typed() -> None:
    texts = page_texts(
        build_document(pack_content(in_short="a <b>bold</b> & <font color=red>claim</font> &amp;"))
    )
    assert "a <b>bold</b> & <font color=red>claim</font> &amp;" in texts[0]


def test_an_offset_from_utc_is_shown_where_the_clock_has_one() -> None:
    at = datetime(2026, 7, 1, 16, 40, tzinfo=timezone(timedelta(hours=1)))
    assert "16:40 (UTC+01:00) (device clock)" in page_texts(build_document(pack_content(signed_at=at)))[
        0
    ].replace("\n", " ")


def test_an_answer_by_another_year_says_the_year() -> None:
    text = page_texts(build_document(pack_content(answer_by=date(2027, 1, 5))))[0]
    assert "Please answer by 5 January 2027." in text


def _least() -> PackContent:
    return pack_content(
        person_facts=(), household=None, danger="", forms=(), decision=None, chronology=(), attachments=(), answer_by=None, in_short="x",
        what_happened=(), what_else="", what_protects="", ask="x",
    )  # fmt: skip


def test_a_pack_with_next_to_nothing_in_it_is_one_page() -> None:
    assert len(page_texts(build_document(_least()))) == 1


def test_without_attachments_the_last_part_is_the_answers_as_data() -> None:
    texts = page_texts(build_document(pack_content(attachments=())))
    assert "Answers as data (embedded)" in texts[0]
    assert "\nAnswers as data\n" in texts[-1]


def test_a_long_summary_draws_page_one_together_and_then_goes_on_behind_it() -> None:
    longer = "The same thing was said on another day, and the tutor wrote it down at once. "
    assert "Signed by" in page_texts(build_document(pack_content(in_short=longer * 7)))[0]
    texts = page_texts(build_document(pack_content(in_short=longer * 60)))
    assert "Signed by" in texts[0]
    assert len(re.findall("Thesamething", squeezed(_rest(texts[0]) + _rest(texts[1])))) == 60


def _rest(page: str) -> str:
    """Without what the foot says, which pdfium gives somewhere in between, and the words that only lead on."""
    return re.sub(r"Continued on page \d|Page one, continued|In short", "", page.split(" of 8\n", 1)[-1])


def test_an_answer_of_many_pages_is_cut_between_lines_and_nothing_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(4000))
    line = PackLine(question="What was said?", answers=(words,), own_words=True)
    form = PackForm(
        title="Screening tool", version="1", sections=(PackSection(title="All", lines=(line,)),), data_name="a.json",
        data_json="{}",
    )  # fmt: skip
    texts = page_texts(build_document(pack_content(forms=(form,))))
    assert re.findall(r"word\d+", " ".join(texts)) == words.split()


def test_one_endless_word_is_broken() -> None:
    facts = (*PERSON_FACTS, ("Link", "ŵ" * 3000))
    texts = page_texts(build_document(pack_content(person_facts=facts)))
    assert sum(text.count("ŵ") for text in texts) == 3000


def test_a_pack_of_two_hundred_pages_is_set() -> None:
    built = build_document(long_pack(170, entries=100))
    texts = page_texts(built)
    assert len(texts) > 200
    assert f"Page {len(texts)} of {len(texts)}" in texts[-1]
    assert "National referral" in texts[50], "pages in the middle of a part say which part it is"


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    content = long_pack(60, entries=0)
    for text in page_texts(build_document(content))[2:-2]:
        lines = [
            line
            for line in text.split("\n")
            if line.strip() and "record head" not in line and "Page " not in line
        ]
        assert not re.fullmatch(r"Section \d+", lines[-1])


def test_the_chronology_ends_with_this_pack_once(texts: list[str]) -> None:
    assert squeezed("Pack signed This pack, for Children’s front door") in squeezed(" ".join(texts))
    entry = replace(pack_content().chronology[-1], record_id="P-7QF2K8M4T9XW")
    again = page_texts(build_document(pack_content(chronology=(entry,))))
    assert "Pack signed" not in again[0]
