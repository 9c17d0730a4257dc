from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs import extraction
from prevent_desktop.packs.opening import extract_files
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import Signed


def _pdf_with(files: dict[str, bytes]) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, data in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_every_embedded_file_comes_out_as_it_went_in(signed: Signed) -> None:
    content = pack_content()
    files = {name: (media_type, data) for name, media_type, data in extract_files(signed.pdf)}
    assert set(files) == {"screenshot.png", "letter.txt", "screening.json", "sharing.json"}
    for attachment in content.attachments:
        assert files[attachment.file_name] == (attachment.media_type, attachment.source.open().read())
    assert files["screening.json"] == ("application/fhir+json", content.forms[0].data_json.encode())


def test_a_pdf_without_files_has_none() -> None:
    assert extract_files(_pdf_with({})) == ()


def test_files_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _pdf_with({"a": bytes(3_000_000), "b": bytes(3_000_000)})
    assert len(bomb) < 20_000
    assert len(extract_files(bomb)) == 2
    monkeypatch.setattr(extraction, "_MOST_BYTES", 5_000_000)
    with pytest.raises(PackVerificationError, match="too large"):
        list(extraction.extract_each(BytesIO(bomb)))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(PackVerificationError, match="more than 1000 files"):
        extract_files(_pdf_with({f"{number}": b"" for number in range(1001)}))


@pytest.mark.parametrize("untrusted", [b"", b"no pdf", bytes(1000)])
def test_what_is_no_pdf_is_refused(untrusted: bytes) -> None:
    with pytest.raises(PackVerificationError):
        extract_files(untrusted)
