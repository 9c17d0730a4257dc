"""The list of parts and the licences say what is true of the wheels: the libraries themselves are asked."""

from __future__ import annotations

import json
import sysconfig
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import uharfbuzz
from cryptography.hazmat.backends.openssl import backend
from lxml import etree
from pi_heif import libheif_version
from sqlcipher3 import dbapi2

from tests.made_releases import parts

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


def cipher(question: str) -> str:
    with dbapi2.connect(":memory:") as connection:
        connection.execute("PRAGMA key = 'any'")
        (answer,) = connection.execute(question).fetchone()
    return str(answer)


TRUTH = {
    ("cryptography", "OpenSSL"): lambda: backend.openssl_version_text().split()[1],
    ("sqlcipher3", "OpenSSL"): lambda: cipher("PRAGMA cipher_provider_version").split()[1],
    ("sqlcipher3", "SQLCipher"): lambda: cipher("PRAGMA cipher_version").split()[0],
    ("sqlcipher3", "SQLite"): lambda: cipher("SELECT sqlite_version()"),
    ("pi-heif", "libheif"): libheif_version,
    ("pikepdf", "qpdf"): lambda: pikepdf.__libqpdf_version__,
    ("uharfbuzz", "HarfBuzz"): uharfbuzz.version_string,
    ("pypdfium2", "PDFium"): lambda: str(pypdfium2.PDFIUM_INFO.build),
    ("lxml", "libxml2"): lambda: ".".join(map(str, etree.LIBXML_VERSION)),
    ("lxml", "libxslt"): lambda: ".".join(map(str, etree.LIBXSLT_VERSION)),
}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("parts") / "parts.json"
    parts.write_list(SITE_PACKAGES, target, system="debian")
    told: dict[str, Any] = json.loads(target.read_bytes())
    return told


@pytest.mark.parametrize(("wheel", "library"), list(TRUTH))
def test_a_library_inside_a_wheel_is_listed_with_the_version_that_it_says_itself(
    listed: dict[str, Any], wheel: str, library: str
) -> None:
    (part,) = [each for each in listed["components"] if each["name"] == wheel]
    versions = [each["version"] for each in part["components"] if each["name"] == library]
    assert versions == [TRUTH[wheel, library]()]


def test_it_is_cyclonedx_of_this_program_with_every_wheel(listed: dict[str, Any]) -> None:
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["metadata"]["component"]["name"] == "prevent-desktop"
    named = {each["name"] for each in listed["components"]}
    assert {"pyside6-essentials", "tuf", "asyncssh", "certifi"} <= named
    assert all(each["licenses"] and each["purl"].startswith("pkg:pypi/") for each in listed["components"])


def test_what_a_wheel_tells_of_itself_is_taken_over(listed: dict[str, Any]) -> None:
    (nh3,) = [each for each in listed["components"] if each["name"] == "nh3"]
    assert "ammonia" in {each["name"] for each in nh3["components"]}


def test_a_system_whose_files_do_not_tell_a_version_lists_the_library_without_one(tmp_path: Path) -> None:
    (tmp_path / "dukpy").mkdir()
    (tmp_path / "dukpy" / "_dukpy.cp313-win_amd64.pyd").write_bytes(b"MZ")
    records = tmp_path / "dukpy-0.6.0.dist-info"
    records.mkdir()
    (records / "METADATA").write_text("Name: dukpy\nVersion: 0.6.0\n")
    (library,) = parts.libraries_of(tmp_path, parts.Part(records))
    assert (library.name, library.version) == ("QuickJS-ng", "")


def test_the_same_parts_make_the_same_list(listed: dict[str, Any], tmp_path: Path) -> None:
    parts.write_list(SITE_PACKAGES, tmp_path / "again.json", system="debian")
    assert json.loads((tmp_path / "again.json").read_bytes()) == listed


def test_licences_that_ask_for_it_are_named_and_stand_there_in_full(tmp_path: Path) -> None:
    parts.write_licences(SITE_PACKAGES, tmp_path / "licences.txt")
    text = (tmp_path / "licences.txt").read_text(encoding="utf-8")
    named = text.partition("Those parts are:")[2].partition("\n")[0]
    for part in ("asyncssh", "certifi", "pikepdf", "pyside6-essentials", "libheif", "python-stdnum"):
        assert part in named
    for words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "Eclipse Public License - v 2.0",
        "Mozilla Public License Version 2.0",
    ):
        assert words in text
