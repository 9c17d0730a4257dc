"""Evidence that can be seen stands on pages: the pixels as they were made, said in words, larger where it is tall."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest
from PIL import Image

from prevent_desktop.packs.content import PackAttachment, PackPicture
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.preview import page_text
from tests.unit.packs.examples import attachment, pack_content
from tests.unit.packs.reading import structure


def _picture(width: int, height: int, colour: str = "teal") -> PackPicture:
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "JPEG")
    return PackPicture(jpeg=written.getvalue(), width=width, height=height)


def _shown(name: str, description: str, *pictures: PackPicture) -> PackAttachment:
    data = random.Random(name).randbytes(100)
    return replace(attachment(name, data, "image/jpeg", description), pictures=pictures)


_FILES = (
    _shown("bus stop.jpg", "The wall at the bus stop, with the sticker", _picture(1600, 1200)),
    _shown("chat.png", "", _picture(700, 1500, "navy")),
    _shown("letter.tiff", "A letter", _picture(900, 1270, "beige"), _picture(900, 1270, "white")),
)


@pytest.fixture(scope="module")
def built() -> bytes:
    return build_document(pack_content(attachments=_FILES))


def test_each_picture_is_a_figure_that_says_what_is_seen_under_the_name_of_its_file(built: bytes) -> None:
    tree = structure(built)
    alternatives = [figure.alt for figure in tree.all("Figure")]
    assert alternatives[-4:] == [
        "The wall at the bus stop, with the sticker",
        "A picture that nobody described: chat.png",
        "A letter, page 1 of 2",
        "A letter, page 2 of 2",
    ]
    assert all("/BBox" in figure.attributes for figure in tree.all("Figure"))


def test_the_pages_carry_the_pictures_as_they_were_made(built: bytes) -> None:
    with pikepdf.open(BytesIO(built)) as pdf:
        images = [image for page in pdf.pages for image in page.get_images().values()]
        assert [str(image.Filter[0]) for image in images] == ["/DCTDecode"] * 4
        drawn = [image.read_raw_bytes() for image in images]
    assert drawn == [picture.jpeg for file in _FILES for picture in file.pictures]


def test_name_digest_and_words_stand_on_the_same_page_as_the_picture(built: bytes) -> None:
    with pikepdf.open(BytesIO(built)) as pdf:
        pages = [number for number, page in enumerate(pdf.pages) for _image in page.get_images()]
    assert len(set(pages)) == 4
    for page, file in zip(pages, (_FILES[0], _FILES[1], _FILES[2], _FILES[2]), strict=True):
        text = page_text(built, page)
        assert file.file_name in text
        assert file.sha256 in text.replace("\n", "")


def test_a_pack_without_pictures_has_no_such_chapter() -> None:
    tree = structure(build_document(pack_content(attachments=(replace(_FILES[0], pictures=()),))))
    assert not [figure for figure in tree.all("Figure") if "bus stop" in figure.alt]


def test_an_accessibility_checker_finds_nothing_against_pdf_ua(built: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(built)
    result = outloud.check(str(path))
    assert result.errors == 0, [finding.message for finding in result.findings]


def test_two_wide_pictures_stand_on_one_page() -> None:
    colours = ("red", "green", "blue", "grey", "black")
    wide = tuple(_shown(f"{colour}.jpg", "A wall", _picture(1600, 1200, colour)) for colour in colours)
    with pikepdf.open(BytesIO(build_document(pack_content(attachments=wide)))) as pdf:
        assert [len(page.get_images()) for page in pdf.pages if len(page.get_images())] == [1, 2, 2]
