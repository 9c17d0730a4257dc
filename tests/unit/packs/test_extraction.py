from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs import extraction
from prevent_desktop.packs.extraction import safe_name
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


@pytest.mark.parametrize(
    ("untrusted", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        (".bashrc", "bashrc"),
        ("", "file"),
        ("...", "file"),
        ("a\x00b?.txt", "a_b_.txt"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("Llŷr’s letter.pdf", "Llŷr’s letter.pdf"),
        ("x" * 300 + ".png", "x" * 146 + ".png"),
    ],
)
def test_names_that_a_file_system_minds_are_made_safe(untrusted: str, safe: str) -> None:
    assert safe_name(untrusted, set()) == safe


def test_names_that_differ_only_in_case_are_told_apart() -> None:
    taken: set[str] = set()
    assert [safe_name(name, taken) for name in ("a.txt", "A.TXT", "a.txt", "README", "readme")] == [
        "a.txt", "A (2).TXT", "a (3).txt", "README", "readme (2)",
    ]  # fmt: skip


@given(st.lists(st.text(), max_size=8))
def test_any_names_become_safe_and_different(untrusted: list[str]) -> None:
    taken: set[str] = set()
    names = [safe_name(name, taken) for name in untrusted]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name
        assert name.strip(" .")
        assert not set(name) & set('/\\:*?"<>|\x00')
        assert len(name) < 170


def test_files_that_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _pdf_with({"a": bytes(3_000_000), "b": bytes(3_000_000)})
    assert len(bomb) < 20_000
    assert len(extract_files(bomb)) == 2
    monkeypatch.setattr(extraction, "_MOST_BYTES", 5_000_000)
    with pytest.raises(PackVerificationError, match="too large"):
        extract_files(bomb)


def test_too_many_files_are_refused() -> None:
    with pytest.raises(PackVerificationError, match="more than 1000 files"):
        extract_files(_pdf_with({f"{number}": b"" for number in range(1001)}))


@pytest.mark.parametrize("untrusted", [b"", b"no pdf", bytes(1000)])
def test_what_is_no_pdf_is_refused(untrusted: bytes) -> None:
    with pytest.raises(PackVerificationError):
        extract_files(untrusted)
