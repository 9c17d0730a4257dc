from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.preview import page_count, page_image
from tests.unit.packs.making import Signed

PAGES = 4  # of the example


def test_the_pages_of_a_pack_are_counted(signed: Signed) -> None:
    assert page_count(signed.pdf) == PAGES


@pytest.mark.parametrize("width", [1, 333, 600])
def test_a_page_is_as_wide_as_asked_in_the_shape_of_a4(signed: Signed, width: int) -> None:
    found_width, height, pixels = page_image(signed.pdf, 0, width)
    assert found_width == width
    assert height == pytest.approx(width * 297 / 210, abs=1)
    assert len(pixels) == width * height * 3


def test_the_picture_shows_the_page_in_red_green_blue(signed: Signed) -> None:
    width, height, pixels = page_image(signed.pdf, 0, 595)
    rows = [pixels[row * width * 3 : (row + 1) * width * 3] for row in range(height)]
    assert rows[2][:3] == b"\xff\xff\xff"
    bar = rows[170][49 * 3 : 49 * 3 + 3]
    assert bar == bytes.fromhex("0f2f4a"), "the bar beside In short"


def test_the_pages_differ(signed: Signed) -> None:
    assert page_image(signed.pdf, 0, 100) != page_image(signed.pdf, 1, 100)


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_refused(signed: Signed) -> None:
    for page in (-1, PAGES):
        with pytest.raises(PackContentError):
            page_image(signed.pdf, page, 100)
    with pytest.raises(PackContentError):
        page_count(b"no pdf")


def test_pictures_may_be_asked_for_from_several_threads(signed: Signed) -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda page: page_image(signed.pdf, page % PAGES, 200), range(24)))
    assert pictures[0] == pictures[PAGES] == pictures[3 * PAGES]
