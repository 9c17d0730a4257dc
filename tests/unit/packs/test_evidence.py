"""Evidence is drawn into a pack when it is read; what comes out is a PDF like any other, the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import tracemalloc
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.content import LARGEST_EVIDENCE, PackAttachment
from prevent_desktop.packs.document import build_document, build_pages, build_streamed
from prevent_desktop.packs.document.evidence import with_evidence
from prevent_desktop.packs.opening import extract_each, extract_files
from tests.unit.packs.examples import attachment, pack_content

_FILM = bytes(range(256)) * 3000
_FILES = (
    attachment("film.mp4", _FILM, "video/mp4", "The film"),
    attachment("nothing.txt", b"", "text/plain", "An empty file"),
    attachment("Grüße aus Łódź.jpg", b"endstream endobj xref %%EOF startxref 1", "image/jpeg", ""),
)


def _evidence(document: bytes) -> dict[str, bytes]:
    return {name: data for name, _kind, data in extract_files(document) if not name.endswith(".json")}


def test_what_is_streamed_is_what_is_built_in_memory_and_the_same_each_time() -> None:
    content = pack_content(attachments=_FILES)
    built = build_document(content)
    with build_streamed(content).open() as file:
        assert file.read() == built
    assert build_document(content) == built
    assert _evidence(built) == {file.file_name: file.source.open().read() for file in _FILES}


def test_evidence_is_not_read_while_the_document_is_built() -> None:
    class Untouched:
        size = LARGEST_EVIDENCE - len(_FILM)

        def open(self) -> io.BytesIO:
            raise AssertionError

    film = replace(_FILES[0], source=Untouched())
    assert build_streamed(pack_content(attachments=(film,))).size > Untouched.size
    assert len(build_pages(pack_content(attachments=(film,)))) < 1_000_000


def test_more_than_a_pack_may_hold_is_refused_in_words() -> None:
    class Huge:
        size = LARGEST_EVIDENCE

        def open(self) -> io.BytesIO:
            raise AssertionError

    with pytest.raises(PackContentError, match="500 MB"):
        build_streamed(pack_content(attachments=(replace(_FILES[0], source=Huge()), _FILES[2])))


@pytest.mark.parametrize("compressed", [False, True])
def test_tables_and_streams_of_references_are_both_continued(tmp_path: Path, *, compressed: bool) -> None:
    """So that whoever writes the pages may choose."""
    with pikepdf.open(BytesIO(build_pages(pack_content(attachments=_FILES)))) as pdf:
        mode = pikepdf.ObjectStreamMode.generate if compressed else pikepdf.ObjectStreamMode.disable
        pages = BytesIO()
        pdf.save(pages, object_stream_mode=mode, deterministic_id=True)
    document = with_evidence(pages.getvalue(), _FILES).read()
    assert _evidence(document)["film.mp4"] == _FILM
    assert PdfFileReader(BytesIO(document), strict=True).root["/AF"]
    if qpdf := shutil.which("qpdf"):
        (tmp_path / "pack.pdf").write_bytes(document)
        done = subprocess.run([qpdf, "--check", tmp_path / "pack.pdf"], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_file_says_its_size_and_when_it_was_put_in() -> None:
    content = pack_content(attachments=_FILES)
    with pikepdf.open(BytesIO(build_document(content))) as pdf:
        parameters = pdf.attachments["film.mp4"].obj.EF.F.Params
        assert int(parameters.Size) == len(_FILM)
        assert str(parameters.ModDate).startswith(f"D:{content.signed_at:%Y%m%d%H%M%S}")


def test_the_key_for_the_answer_and_the_record_go_in_as_data_and_keep_their_names() -> None:
    false_key = attachment("answer-to.json", b"not the key", "application/json", "")
    content = pack_content(
        attachments=(false_key,), answer_to="age1pq1example", record_json='{"resourceType":"Patient"}'
    )
    files = {name: data for name, _kind, data in extract_files(build_document(content))}
    assert files["answer-to.json"] == b'{"version": 1, "recipient": "age1pq1example"}'
    assert json.loads(files["record.json"])["resourceType"] == "Patient"
    assert json.loads(files["bundle.json"])["resourceType"] == "Bundle"
    assert files["answer-to (2).json"] == b"not the key"


def test_an_attachment_in_memory_knows_its_digest() -> None:
    file = PackAttachment.of_bytes("a.txt", "text/plain", "", b"abc")
    assert file.sha256 == hashlib.sha256(b"abc").hexdigest()


def test_a_large_file_comes_out_in_pieces_and_is_never_in_memory_as_a_whole() -> None:
    film = bytes(range(256)) * 4096 * 20 + b"endstream"
    content = pack_content(
        attachments=(attachment("film.mp4", film, "video/mp4", "stream\n>> endobj"), *_FILES[1:])
    )
    document = BytesIO(build_document(content))
    digest, largest = hashlib.sha256(), 0
    tracemalloc.start()
    for name, _kind, pieces in extract_each(document):
        for piece in pieces:
            if name == "film.mp4":
                digest.update(piece)
                largest = max(largest, len(piece))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert digest.digest() == hashlib.sha256(film).digest()
    assert largest <= 1 << 20
    assert peak < 8_000_000
