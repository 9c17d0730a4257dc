"""Pictures are shown and copied by the real process apart, and what is wrong with one costs nobody else anything."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pi_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import EvidenceError
from prevent_desktop.evidence import PICTURE_PROCESS, child
from prevent_desktop.evidence.answers import (
    LONGEST_DRAWN,
    MOST_DRAWN,
    Hidden,
    PictureFailure,
    checked_picture,
    checked_pixels,
)
from prevent_desktop.evidence.bare_jpeg import bare_jpeg
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.evidence.words import hidden_words


@pytest.fixture(scope="module")
def process() -> Iterator[PictureProcess]:
    with PictureProcess() as process:
        yield process


def _saved(image: Image.Image, kind: str, **how: object) -> io.BytesIO:
    written = io.BytesIO()
    image.save(written, kind, **how)
    return io.BytesIO(written.getvalue())


def _photo(width: int = 640, height: int = 480) -> io.BytesIO:
    """Red on top and blue below when it is seen upright; taken with the camera turned."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = 6, "Example phone", "2026:11:12 09:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    pixels = Image.new("RGB", (width, height), "red")
    pixels.paste("blue", (width // 2, 0, width, height))
    return _saved(pixels, "JPEG", exif=exif, comment=b"seen at the bus stop")


def _size(file: io.BytesIO) -> int:
    return len(file.getvalue())


def test_a_photo_is_shown_upright_and_what_it_hides_is_told(process: PictureProcess) -> None:
    photo = _photo()
    shown = process.show(photo, _size(photo), side=300)
    (picture,) = shown.pictures
    assert (shown.width, shown.height, shown.pages) == (640, 480, 1)
    assert (picture.width, picture.height) == (225, 300)
    with Image.open(io.BytesIO(picture.data)) as seen:
        colours = [seen.convert("RGB").crop((90, at, 91, at + 1)).tobytes() for at in (50, 250)]
        assert (colours[0][0] > 200, colours[0][2] < 50) == (True, True)
        assert (colours[1][0] < 50, colours[1][2] > 200) == (True, True)
    assert shown.hidden == {Hidden.CAMERA, Hidden.PLACE, Hidden.TIME, Hidden.WORDS}
    assert hidden_words(shown.hidden)[0] == "where it was taken"


def test_a_copy_has_the_same_pixels_the_same_way_up_and_nothing_hidden(process: PictureProcess) -> None:
    photo = _photo()
    (copy,) = process.strip(photo, _size(photo)).pictures
    assert b"Example phone" not in copy.data
    assert b"bus stop" not in copy.data
    again = process.show(io.BytesIO(copy.data), len(copy.data), side=300)
    assert again.hidden == frozenset()
    assert (again.pictures[0].width, again.pictures[0].height) == (225, 300)


@pytest.mark.parametrize(
    ("kind", "modes"),
    [
        ("PNG", ("1", "L", "P", "LA", "RGBA", "I;16")),
        ("GIF", ("L", "P")),
        ("WEBP", ("RGB", "RGBA")),
        ("TIFF", ("1", "L", "P", "RGBA", "I;16", "CMYK")),
        ("BMP", ("1", "L", "RGB")),
        ("JPEG", ("L", "RGB", "CMYK")),
    ],
)
def test_pictures_of_all_kinds_are_shown_and_copied(
    process: PictureProcess, kind: str, modes: tuple[str, ...]
) -> None:
    for mode in modes:
        _show_and_copy(process, _saved(Image.new(mode, (40, 30)), kind))


def _show_and_copy(process: PictureProcess, file: io.BytesIO) -> None:
    assert process.show(file, _size(file)).pictures[0].width == 40
    file.seek(0)
    assert process.strip(file, _size(file)).pictures[0].height == 30


def test_a_photo_of_an_iphone_is_shown(process: PictureProcess) -> None:
    heic = Path(__file__).with_name("example.heic").read_bytes()
    shown = process.show(io.BytesIO(heic), len(heic))
    assert shown.format == "HEIF"
    assert shown.pictures[0].width == shown.width
    assert pi_heif.is_supported(io.BytesIO(heic))


def test_the_pages_of_a_scan_are_all_shown_and_it_is_not_copied(process: PictureProcess) -> None:
    pages = [Image.new("L", (20, 30), shade) for shade in (0, 128, 255)]
    scan = _saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert len(process.show(scan, _size(scan)).pictures) == 3
    scan.seek(0)
    with pytest.raises(EvidenceError, match="several pages"):
        process.strip(scan, _size(scan))


def _png_of(width: int, height: int) -> io.BytesIO:
    """A few bytes that claim to be a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_what_is_no_picture_damaged_or_huge_is_told_and_the_next_one_is_shown(
    process: PictureProcess,
) -> None:
    bomb, noise = _png_of(60_000, 60_000), io.BytesIO(b"\xff\xd8\xff" + random.Random(1).randbytes(500))
    cut = io.BytesIO(_photo().getvalue()[:400])
    for file, words in (
        (bomb, "too large"),
        (noise, "not a picture"),
        (cut, "damaged"),
        (io.BytesIO(b"no"), "not a picture"),
    ):
        with pytest.raises(EvidenceError, match=words):
            process.show(file, _size(file))
    photo = _photo()
    assert process.show(photo, _size(photo)).pictures


@pytest.mark.parametrize("work", [child._look, child._show, child._strip, child._draw])
def test_a_huge_png_is_refused_before_its_pixels_are_decoded(
    work: Callable[[dict[str, Any], bytes], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here nothing holds the memory, as on macOS: only the child's own judgement stands before the decoder."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # as the child has it
    with pytest.raises(child._RefusedError) as told:
        work({"side": 100, "most": 1, "page": 0, "width": 100}, _png_of(60_000, 60_000).getvalue())
    assert told.value.trouble == PictureFailure.TOO_LARGE


def test_a_process_that_hangs_is_ended_and_another_is_started() -> None:
    with PictureProcess(seconds=0.0) as process:
        photo = _photo()
        with pytest.raises(EvidenceError, match="too long"):
            process.show(photo, _size(photo))
        process._seconds = 60.0
        photo.seek(0)
        assert process.show(photo, _size(photo)).pictures


def test_a_stopped_process_answers_no_more() -> None:
    with PictureProcess() as process:
        process.stop()
        with pytest.raises(EvidenceError):
            process.show(_photo(), 10)


def test_the_process_can_open_no_file_once_it_reads_pictures() -> None:
    code = (
        "import sys\n"
        "from prevent_desktop.evidence import child\n"
        "child._answer = lambda question, data: ({'opened': _opens()}, [])\n"
        "def _opens():\n"
        "    try:\n"
        "        open('/dev/null')\n"
        "    except OSError:\n"
        "        return False\n"
        "    return True\n"
        "child.main()\n"
    )
    if sys.platform == "win32":
        pytest.skip("Windows has no such limit")
    asked = b'{"do": "show", "size": 0}\n'
    done = subprocess.run([sys.executable, "-c", code], input=asked, capture_output=True, check=True)
    assert done.stdout == b'{"opened": false}\n'


@pytest.mark.parametrize(
    "spoil",
    [
        lambda jpeg: jpeg[:-1],
        lambda jpeg: b"\x89PNG" + jpeg,
        lambda jpeg: jpeg.replace(b"\xff\xe0\x00\x10JFIF", b"\xff\xe1\x00\x10JFIF"),
        lambda jpeg: jpeg[:2] + b"\xff\xfe\x00\x06evil" + jpeg[2:],
        lambda jpeg: jpeg[:2] + jpeg[-2:],
    ],
)
def test_an_answer_that_is_not_the_plain_picture_that_was_asked_for_is_not_taken(spoil: object) -> None:
    assert callable(spoil)
    good = _saved(Image.new("RGB", (30, 20)), "JPEG").getvalue()
    assert (checked_picture(good, 30).width, checked_picture(good, 30).height) == (30, 20)
    with pytest.raises((ValueError, IndexError)):
        checked_picture(spoil(good), 30)
    with pytest.raises(ValueError, match="size"):
        checked_picture(good, 29)


def test_the_frozen_program_is_the_picture_process_when_it_is_asked_to_be() -> None:
    asked = b'{"do": "look", "size": 0}\n'
    done = subprocess.run(own_command(PICTURE_PROCESS), input=asked, capture_output=True, check=True)
    assert done.stdout == b'{"error": "no-picture"}\n'


@pytest.mark.parametrize("progressive", [False, True])
def test_a_photo_with_very_many_pixels_is_copied_without_decoding_it(*, progressive: bool) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Example phone"
    photo = _saved(
        Image.linear_gradient("L").resize((90, 60)),
        "JPEG",
        exif=exif,
        comment=b"secret",
        progressive=progressive,
    )
    turned = Image.Exif()
    turned[0x0112] = 6
    copy = bare_jpeg(photo.getvalue() + b"a film after the end", turned.tobytes())
    for hidden in (b"Example phone", b"secret", b"a film", b"JFIF"):
        assert hidden not in copy
    with Image.open(photo) as before, Image.open(io.BytesIO(copy)) as after:
        assert after.tobytes() == before.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}


@given(st.binary(max_size=300), st.integers(0, 300))
def test_no_bytes_make_copying_without_decoding_hang_or_fail_otherwise_than_in_words(
    noise: bytes, at: int
) -> None:
    good = _saved(Image.new("L", (16, 16)), "JPEG").getvalue()
    for untrusted in (b"\xff\xd8" + noise, good[:at] + noise, good[:at] + noise + good[at:]):
        with contextlib.suppress(ValueError, IndexError):
            bare_jpeg(untrusted, b"")


def test_a_page_is_drawn_as_bare_pixels_upright_and_no_wider_than_asked(process: PictureProcess) -> None:
    photo = _photo()
    drawn = process.draw(photo, _size(photo), page=0, width=120)
    assert (drawn.width, drawn.height, drawn.pages) == (120, 160, 1)
    assert len(drawn.pixels) == 120 * 160 * 3
    top, below = drawn.pixels[3 * 60 : 3 * 60 + 3], drawn.pixels[-3 * 60 : -3 * 60 + 3]
    assert top[0] - top[2] > 110
    assert below[2] - below[0] > 110


def test_a_small_picture_is_not_made_larger_and_a_long_one_has_no_more_pixels_than_may_be(
    process: PictureProcess,
) -> None:
    small, long = _saved(Image.new("RGB", (8, 6)), "PNG"), _saved(Image.new("1", (900, 40_000)), "PNG")
    drawn = process.draw(small, _size(small), page=0, width=2_000)
    assert (drawn.width, drawn.height) == (8, 6)
    drawn = process.draw(long, _size(long), page=0, width=2_000)
    assert drawn.height <= LONGEST_DRAWN
    assert drawn.width * drawn.height <= MOST_DRAWN


def test_a_photo_of_a_phone_is_drawn(process: PictureProcess) -> None:
    photo = io.BytesIO((Path(__file__).parent / "example.heic").read_bytes())
    drawn = process.draw(photo, _size(photo), page=0, width=40)
    assert drawn.width <= 40
    assert len(drawn.pixels) == drawn.width * drawn.height * 3


def test_a_page_that_is_not_there_is_told(process: PictureProcess) -> None:
    picture = _saved(Image.new("RGB", (8, 6)), "PNG")
    with pytest.raises(EvidenceError):
        process.draw(picture, _size(picture), page=1, width=9)


@pytest.mark.parametrize(
    ("shown", "size"),
    [
        ({"width": 2, "height": 2}, 11), ({"width": 0, "height": 2}, 0), ({"width": 9_000, "height": 9_000}, 243_000_000 % 7),
        ({"width": 20_000, "height": 1}, 60_000), ({"width": -1, "height": -1}, 3),
    ],
)  # fmt: skip
def test_pixels_that_are_not_as_many_as_their_size_says_are_not_taken(
    shown: dict[str, int], size: int
) -> None:
    with pytest.raises(ValueError, match="not asked for"):
        checked_pixels({"pictures": [shown], "shown_pages": 1}, bytes(size))
