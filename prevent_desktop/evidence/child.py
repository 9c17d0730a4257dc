"""The process in which pictures of strangers are decoded: questions on standard input, answers on standard output.

    python -m prevent_desktop picture-process

A question is a line of JSON, ``{"do": "look" | "show" | "strip" | "draw", "size": bytes, "side": pixels, "most": pages}`` (to draw:
``"page"`` and ``"width"``), and so many bytes. An answer is a line of JSON and the bytes of its pictures, or of the pixels that were
drawn: ``{"facts": {…}, "pictures": [{"size", "width", "height"}]}``, or
``{"error": one of PictureFailure}``. The process opens nothing else: it has confined itself before it reads the first question.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import math
import os
from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO

import pi_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from prevent_desktop.confined.limits import allow_seconds, confine
from prevent_desktop.evidence.answers import LONGEST_DRAWN, MOST_DRAWN, PictureFailure
from prevent_desktop.evidence.bare_jpeg import bare_jpeg
from prevent_desktop.evidence.picture_facts import facts_of

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF")
MOST_MEMORY = 225_000_000
"""Bytes that decoding may take beside what the process has taken before (about 50 MB)."""
_SECONDS = 15
_QUALITY, _COPY_QUALITY = 80, 92
_ORIENTATION = 0x0112
_LOSSLESS = frozenset({"PNG", "GIF", "BMP"})
_MOST_PIXEL_BYTES = 160_000_000
"""What one picture may take when it is decoded: 53 million pixels in colour."""


def main() -> int:
    """Answer until there is no more question."""
    questions, answers = os.fdopen(0, "rb"), _only_we_print()  # a frozen window has no `sys.stdin`
    _load_all()
    confine(MOST_MEMORY, lasting=True)  # the HEIF decoder starts one for each picture
    while line := questions.readline():
        question = json.loads(line)
        data = questions.read(question["size"])
        allow_seconds(_SECONDS)
        answer, pictures = _answer(question, data)
        answers.write(json.dumps(answer).encode() + b"\n")
        for picture in pictures:
            answers.write(picture)
        answers.flush()
    return 0


def _only_we_print() -> BinaryIO:
    """What a decoder says goes nowhere."""
    ours = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return os.fdopen(ours, "wb")


def _load_all() -> None:
    """Nothing can be opened later, modules included."""
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # judged by what it takes, in `require_small_enough`
    Image.preinit()
    Image.init()
    tiny = Image.new("RGB", (8, 8))
    for name in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"):
        written = BytesIO()
        tiny.save(written, name)
        Image.open(BytesIO(written.getvalue()), formats=FORMATS).load()
    ImageCms.createProfile("sRGB")
    for encoding in ("latin-1", "utf-16-le", "utf-16-be", "utf-32", "ascii", "utf-8-sig"):
        codecs.lookup(encoding)


def _answer(question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    work = {"look": _look, "show": _show, "strip": _strip, "draw": _draw}[question["do"]]
    try:
        return work(question, data)
    except _RefusedError as error:
        return {"error": error.trouble}, []
    except MemoryError:
        return {"error": PictureFailure.TOO_LARGE}, []
    except UnidentifiedImageError:
        return {"error": PictureFailure.NO_PICTURE}, []
    except Exception:  # noqa: BLE001 - a decoder may fail in any way; the parent tells it in words
        return {"error": PictureFailure.BROKEN}, []


class _RefusedError(Exception):
    def __init__(self, trouble: PictureFailure) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def _open(data: bytes) -> Image.Image:
    _require_small_canvas(data)
    image = Image.open(BytesIO(data), formats=FORMATS)
    if image.format == "PNG":  # what it hides may stand behind its pixels: Pillow decodes them to find it
        _require_room(image.width * image.height * _bytes_a_pixel(image))
    return image


def _require_small_canvas(data: bytes) -> None:
    """The WebP decoder takes room for the whole canvas when it opens a file (RFC 9649, 2.7)."""
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X":
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        _require_room(width * height * 8)


def _require_room(size: int) -> None:
    if size > _MOST_PIXEL_BYTES:
        raise _RefusedError(PictureFailure.TOO_LARGE)


def _look(_question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What it says of itself; no pixel is decoded."""
    with _open(data) as image:
        return _told(facts_of(image), [])


def _show(question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Its pages, or its first moment where it moves, as JPEG of at most `side` pixels, upright, in sRGB."""
    side = int(question["side"])
    with _open(data) as image:
        facts = facts_of(image)
        pages = min(_shown_pages(image), question["most"])
        shown = [_page(image, number, side) for number in range(pages)]
    return _told(facts, shown)


def _told(facts: dict[str, Any], made: list[tuple[Image.Image, bytes]]) -> tuple[dict[str, Any], list[bytes]]:
    pictures = [{"size": len(data), "width": one.width, "height": one.height} for one, data in made]
    return {"facts": facts, "pictures": pictures}, [data for _one, data in made]


def _shown_pages(image: Image.Image) -> int:
    """Those of a scan; of what moves, its first moment."""
    return getattr(image, "n_frames", 1) if image.format == "TIFF" else 1


def _page(image: Image.Image, number: int, side: int) -> tuple[Image.Image, bytes]:
    image.seek(number)
    upright = _upright(image, (side, side))
    return upright, _saved(upright, "JPEG", quality=_QUALITY, optimize=True)


def _upright(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """It within `box` pixels as it lies in the file, then turned as it is to be seen."""
    image.draft("RGB", box)  # a JPEG is decoded at a fraction of its size
    _require_room(image.width * image.height * _bytes_a_pixel(image))
    small = image.copy() if image.width <= box[0] and image.height <= box[1] else image
    small.thumbnail(box, reducing_gap=2.0)
    return _on_white(ImageOps.exif_transpose(small))


def _draw(question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """One page as bare pixels, upright and `width` pixels wide; smaller where it is, or where that were too many."""
    with _open(data) as image:
        facts, pages = facts_of(image), _shown_pages(image)
        if not 0 <= question["page"] < pages:
            raise _RefusedError(PictureFailure.BROKEN)
        image.seek(question["page"])
        drawn = _upright(image, _box(image, int(question["width"])))
        told, pixels = _told(facts, [(drawn, drawn.tobytes())])
    return {**told, "shown_pages": pages}, pixels


def _box(image: Image.Image, width: int) -> tuple[int, int]:
    across, down = image.size
    if _is_on_its_side(image):
        across, down = down, across
    fits = (1.0, width / across, LONGEST_DRAWN / down, math.sqrt(MOST_DRAWN / (across * down)))
    size = max(1, int(across * min(fits))), max(1, int(down * min(fits)))
    return size[::-1] if _is_on_its_side(image) else size


def _is_on_its_side(image: Image.Image) -> bool:
    return image.getexif().get(_ORIENTATION, 1) in range(5, 9)


def _bytes_a_pixel(image: Image.Image) -> int:
    return 4 if image.mode not in {"1", "L", "P"} else 1


def _on_white(image: Image.Image) -> Image.Image:
    """As sRGB, on white where it can be seen through."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return _as_srgb(image if image.mode == "RGB" else image.convert("RGB"), image.info)


def _as_srgb(image: Image.Image, info: Mapping[Any, Any]) -> Image.Image:
    profile = info.get("icc_profile")
    if profile and image.mode == "RGB":
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), inPlace=True)
    return image


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Nothing but the pixels, and what shows them right."""
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def _strip(_question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The same picture at its full size, made anew from its pixels; what was hidden in the file is not in it.

    A photo with too many pixels for that keeps its coded pixels, and nothing else of the file.
    """
    with _open(data) as image:
        facts = facts_of(image)
        if facts["pages"] > 1:
            raise _RefusedError(PictureFailure.SEVERAL)
        size = image.width * image.height * _bytes_a_pixel(image)
        if size > _MOST_PIXEL_BYTES and image.format == "JPEG":
            made = bare_jpeg(data, _turned(image).tobytes())
        else:
            _require_room(size)
            image.load()
            made = _anew(image)
    with Image.open(BytesIO(made), formats=FORMATS) as copy:
        if facts_of(copy)["hidden"]:
            raise _RefusedError(PictureFailure.BROKEN)
        return _told(facts, [(copy, made)])


def _anew(image: Image.Image) -> bytes:
    if image.format in _LOSSLESS:
        return _saved(ImageOps.exif_transpose(image), "PNG")
    pixels = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    turned = _turned(image)
    return _saved(_as_srgb(pixels, image.info), "JPEG", quality=_COPY_QUALITY, exif=turned)


def _turned(image: Image.Image) -> Image.Exif:
    """How it is to be turned, and nothing else: turning the pixels themselves would take their room twice."""
    exif = Image.Exif()
    turned = image.getexif().get(_ORIENTATION, 1)
    if turned in range(2, 9):
        exif[_ORIENTATION] = turned
    return exif


if __name__ == "__main__":
    raise SystemExit(main())
