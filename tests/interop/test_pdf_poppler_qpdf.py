"""Signed packs judged by programs that are not ours: poppler's tools and qpdf."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from prevent_desktop.packs.document import build_document
from tests.faults.pack_attacks import ATTACKS, target
from tests.unit.packs.examples import long_pack, pack_content
from tests.unit.packs.making import Signed, countersign_pack, make_awaiting, make_lead_key, make_signed
from tests.unit.packs.reading import squeezed
from tests.unit.packs.sized import dozen


def _run(*command: str, codes: tuple[int, ...] = (0,), errors: str = "strict") -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors=errors, check=False)
    assert done.returncode in codes, done.stderr
    return done.stdout


def _struct_text(path: Path) -> str:
    """What pdfinfo says of the structure. Since 26.07 at the latest it says alternative texts too, and those as the file's bytes.

    Ours are text strings in PDFDocEncoding (ISO 32000-2, 7.9.2.2), as the ë of a name is there: right in a file, and no UTF-8.
    """
    return _run("pdfinfo", "-struct-text", str(path), errors="replace")


@pytest.fixture(scope="module")
def pack() -> Signed:
    return make_signed()


@pytest.fixture(scope="module")
def path(pack: Signed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packs") / "pack.pdf"
    path.write_bytes(pack.pdf)
    return path


def test_pdfsig_says_valid_and_that_the_total_document_is_signed(path: Path) -> None:
    said = _run("pdfsig", "-nocert", str(path))
    assert said.count("Signature #") == 1
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "Not total document signed" not in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Signer Certificate Common Name: Sam Example" in said


def test_pdfsig_says_that_a_changed_pack_is_not_valid(pack: Signed, tmp_path: Path) -> None:
    (tmp_path / "changed.pdf").write_bytes(pack.pdf.replace(b"/Lang (en-GB)", b"/Lang (en-GX)", 1))
    said = _run("pdfsig", "-nocert", str(tmp_path / "changed.pdf"), codes=(0, 1))
    assert "Signature is Valid." not in said


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with the author's and the lead's signature."""
    awaiting = make_awaiting()
    path = tmp_path_factory.mktemp("packs") / "both.pdf"
    path.write_bytes(countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority)))
    return path


def test_pdfsig_says_valid_of_both_signatures_and_that_the_second_signs_the_total_document(
    both: Path,
) -> None:
    first, second = _run("pdfsig", "-nocert", str(both)).split("Signature #")[1:]
    for said, name in ((first, "Sam Example"), (second, "Pat Lead")):
        assert "Signature is Valid." in said
        assert f"Signer Certificate Common Name: {name}" in said
    assert "Not total document signed" in first
    assert "  - Total document signed" in second
    assert "Signature Field Name: Countersignature" in second


def test_a_countersigned_pack_is_whole_and_its_fonts_are_embedded(both: Path) -> None:
    assert "No syntax or stream encoding errors found" in _run("qpdf", "--check", str(both))
    for line in _run("pdffonts", str(both)).splitlines()[2:]:
        assert re.search(r"yes yes yes +\d+ +0$", line)


def test_pdfsig_calls_an_updated_pack_valid_but_not_totally_signed(pack: Signed, tmp_path: Path) -> None:
    import random

    forged = ATTACKS["incremental update"](target(pack), random.Random(1))
    (tmp_path / "forged.pdf").write_bytes(forged)
    said = _run("pdfsig", "-nocert", str(tmp_path / "forged.pdf"))
    assert "Signature is Valid." in said, "so one must read the next line too"
    assert "Not total document signed" in said


@pytest.mark.parametrize("sections", [0, 20])
def test_qpdf_finds_no_fault(path: Path, tmp_path: Path, sections: int) -> None:
    if sections:
        path = tmp_path / "long.pdf"
        path.write_bytes(make_signed(long_pack(sections)).pdf)
    said = _run("qpdf", "--check", str(path))
    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_pdffonts_says_that_all_fonts_are_embedded_and_subset(path: Path) -> None:
    lines = _run("pdffonts", str(path)).splitlines()[2:]
    assert len(lines) >= 3
    for line in lines:
        assert re.match(r"[A-Z]{6}\+(Inter|NotoSans|NotoEmoji)-", line)
        assert re.search(r"yes yes yes +\d+ +0$", line)


def test_pdftotext_reads_all_that_was_written(path: Path) -> None:
    text = squeezed(_run("pdftotext", "-raw", str(path), "-"))
    content = pack_content()
    written = [content.title, content.in_short, *content.what_happened, content.what_else, content.ask]
    for form in (*content.forms, content.decision):
        assert form is not None
        for section in form.sections:
            written += [section.title, *(line.question for line in section.lines)]
            written += [answer for line in section.lines for answer in line.answers]
    for entry in content.chronology:
        written += [entry.label, entry.what]
    for text_written in written:
        assert squeezed(text_written) in text


def test_pdfinfo_reads_title_tags_and_reading_order(path: Path) -> None:
    said = _run("pdfinfo", str(path))
    assert re.search(r"Title: +Prevent referral pack P-7QF2\n", said)
    assert re.search(r"Tagged: +yes\n", said)
    assert re.search(r"JavaScript: +no\n", said)
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)\n", said)
    tags = _struct_text(path)
    assert (
        0
        < tags.index("H1")
        < tags.index('"In short"')
        < tags.index('"What we ask for"')
        < tags.index("Figure")
    )
    assert "BlockQuote" in tags


def test_pdfinfo_reads_a_long_pack_as_its_pages_say_it(tmp_path: Path) -> None:
    """Every question comes before its answer, in order, whatever page it fell on; furniture is not said again."""
    content = dozen()
    (tmp_path / "long.pdf").write_bytes(build_document(content))
    tags = _struct_text(tmp_path / "long.pdf")
    said = squeezed("".join(re.findall(r'^ *"(.*)"$', tags, re.MULTILINE)).replace('\\"', '"'))
    place = 0
    for form in content.all_forms:
        place = said.index(squeezed(form.title + "Version"), place)
        for section in form.sections:
            place = said.index(squeezed(section.title), place)
            for line in section.lines:
                for text in (line.question, *line.answers, line.changed):
                    place = said.index(squeezed(text), place)
    assert said.count(squeezed(content.marking)) == 1
    assert "(continued)" not in said
    assert "recordhead" not in said
    assert len(re.findall(r"^ *Figure.*$", tags, re.MULTILINE)) == 2


def test_pdfdetach_takes_out_the_very_files(path: Path, tmp_path: Path) -> None:
    listed = _run("pdfdetach", "-list", str(path))
    assert listed.startswith("4 embedded files")
    for file in pack_content().attachments:
        target_file = tmp_path / file.file_name
        _run("pdfdetach", "-savefile", file.file_name, "-o", str(target_file), str(path))
        assert hashlib.sha256(target_file.read_bytes()).hexdigest() == file.sha256
