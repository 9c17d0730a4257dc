"""Files made to hurt: bombs, polyglots, cut and harmed pictures, documents with programs, programs; and names."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

NAMES = (
    "../../outside.txt", "..\\..\\outside.txt", "/outside.txt", "C:\\Windows\\outside.txt", "~/outside.txt",
    "CON", "nul", "NUL.jpg", "COM1.txt", "lpt9 .pdf", "aux.tar.gz", "conin$", ".bashrc", "...", "", " ", "a\nb.txt",
    "a\x00b.txt", "photo\u202egpj.exe", "\u200b.txt", "letter.txt:hidden", "a" * 400 + ".jpg", "ж" * 300 + ".pdf",
    "*?<>|.txt", "$(touch outside.txt)", "`touch outside.txt`", "; rm -rf x", "-rf", "%00.txt", "\ud800.txt", "file.",
    "../outside.txt/", "subfolder/outside.txt", "\\\\server\\share\\outside.txt", "file:///outside.txt",
)  # fmt: skip


def _png(width: int, height: int, *more: tuple[bytes, bytes], pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    others = b"".join(chunk(kind, data) for kind, data in more)
    return b"\x89PNG\r\n\x1a\n" + header + others + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_bomb(chance: random.Random) -> bytes:
    """A megabyte or less that unpacks to very much."""
    side = chance.choice([7_000, 12_000, 20_000, 60_000, 2**31 - 1])
    return _png(side, side, pixels=_many_zeros(min(side * side * 3 >> 20, 450)))


def _many_zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros in zlib's format (RFC 1950): one is packed, and said again and again."""
    packer, one = zlib.compressobj(9, wbits=-zlib.MAX_WBITS), bytes(1 << 20)
    block = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _megabyte in range(megabytes):
        check = zlib.adler32(one, check)
    return b"\x78\xda" + block * megabytes + packer.flush() + struct.pack(">I", check)


def png_texts(chance: random.Random) -> bytes:
    """Chunks of text and colour profiles that unpack to very much."""
    packed = zlib.compress(bytes(80_000_000), 9)
    kind, start = chance.choice([(b"zTXt", b"a\0\0"), (b"iCCP", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0")])
    return _png(4, 4, *[(kind, start + packed)] * chance.randint(1, 40), pixels=zlib.compress(bytes(52)))


def jpeg_bomb(chance: random.Random) -> bytes:
    """A small picture that says that it is a huge one, or has very many scans."""
    data = bytearray(_saved("JPEG", progressive=True))
    at = data.find(b"\xff\xc2")
    data[at + 5 : at + 9] = struct.pack(
        ">HH", chance.choice([30_000, 65_500]), chance.choice([9_000, 65_500])
    )
    scans = data[data.find(b"\xff\xda") : -2] * chance.randint(1, 3_000)
    return bytes(data[:-2]) + bytes(scans) + b"\xff\xd9"


def gif_bomb(chance: random.Random) -> bytes:
    """A huge canvas, very many moments."""
    side = chance.choice([3_000, 20_000, 65_535])
    moment = b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x08\x02\x4c\x01\x00"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", side, side, 0xF7, 0, 0)
        + bytes(768)
        + moment * chance.randint(1, 5_000)
        + b";"
    )


def webp_bomb(chance: random.Random) -> bytes:
    """A canvas as large as the format allows."""
    size = chance.choice([10_000, 16_383, (1 << 24) - 1])
    canvas = size.to_bytes(3, "little") * 2
    body = (
        b"WEBPVP8X"
        + struct.pack("<I", 10)
        + b"\x02\0\0\0"
        + canvas
        + b"ANIM"
        + struct.pack("<I", 6)
        + bytes(6)
    )
    body += (b"ANMF" + struct.pack("<I", 40) + bytes(40)) * chance.randint(0, 500)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff_bomb(chance: random.Random) -> bytes:
    """Lists that lead back to themselves, and strips without end."""
    side = chance.choice([10_000, 100_000, 2**31])
    tags = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, chance.choice([1, 5, 8, 32773])), (262, 3, 1, 1),
            (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, side), (279, 4, 1, chance.choice([100, 2**31]))]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    following = chance.choice([0, 8, 2**31])
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", following) + bytes(200)


def bmp_bomb(chance: random.Random) -> bytes:
    """A picture of a few bytes that says that it is huge."""
    side = chance.choice([30_000, 2**31 - 1])
    return (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, side, -side, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(50)
    )


def _saved(kind: str, **how: object) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((120, 90)).save(written, kind, **how)
    return written.getvalue()


_EXAMPLES = (
    *(_saved(kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")),
    (Path(__file__).parents[1] / "unit" / "evidence" / "example.heic").read_bytes(),
)


def harmed(chance: random.Random) -> bytes:
    """A good picture that is cut, or has bits turned and numbers made large."""
    data = bytearray(chance.choice(_EXAMPLES))
    if chance.random() < 0.3:
        return bytes(data[: chance.randrange(len(data))])
    for _harm in range(chance.randint(1, 30)):
        data[chance.randrange(min(len(data), chance.choice([400, 40_000, 40_000])))] = chance.choice(
            [0, 255, chance.randrange(256)]
        )
    return bytes(data)


def polyglot(chance: random.Random) -> bytes:
    """Two files in one: a picture that is an archive, a page, a program or a script too."""
    first = chance.choice([*_EXAMPLES, b"%PDF-1.7\n%%EOF\n", b"GIF89a=1;", b"BM='';"])
    second = chance.choice(
        [
            _zip({"a.txt": b"x"}),
            b"<html><script>alert(1)</script>",
            b"MZ" + bytes(200),
            b"\n#!/bin/sh\ntouch outside.txt\n",
            b"%PDF-1.7\n/JS (app.alert(1))",
        ]
    )
    return first + second


def _zip(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return written.getvalue()


def document(chance: random.Random) -> bytes:
    """A document or archive with programs, bombs or paths in it."""
    kinds: list[Callable[[], bytes]] = [
        lambda: _zip({"[Content_Types].xml": b"<x/>", "word/vbaProject.bin": b"_VBA_PROJECT"}),
        lambda: _zip({"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>" * 500, "word/document.xml": bytes(30_000_000)}),
        lambda: _zip({"../../outside.txt": b"x", "/outside.txt": b"x", "CON": b"x"}),
        lambda: _zip({f"{n}.zip": _zip({"a": bytes(5_000_000)}) for n in range(20)}),
        lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.launchURL('x'))>>>>endobj\n" + bytes(500),
        lambda: b"%PDF-1.7\n1 0 obj<</S/Launch/F(cmd.exe)>>endobj\n",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>fetch('http://x')</script></svg>",
        lambda: b"<?xml version='1.0'?><!DOCTYPE lolz [" + b"<!ENTITY l 'llll'>" * 1_000 + b"]><svg/>",
        lambda: b"<html><meta http-equiv=refresh content='0;url=file:///etc/passwd'>",
        lambda: b"{\\rtf1{\\object\\objdata 4d5a}}",
    ]  # fmt: skip
    return chance.choice(kinds)()


def program(chance: random.Random) -> bytes:
    """What would be run by whoever clicks on it."""
    return chance.choice([
        b"MZ\x90\0" + bytes(300), b"\x7fELF\2\1\1" + bytes(300), b"#!/bin/sh\ntouch outside.txt\n",
        b"\xcf\xfa\xed\xfe" + bytes(300), b"L\0\0\0\1\x14\2\0" + bytes(300), _zip({"META-INF/MANIFEST.MF": b"x", "A.class": b"x"}),
        b"!<arch>\ndebian-binary", b"\xca\xfe\xba\xbe" + bytes(100),
    ])  # fmt: skip


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "png bomb": png_bomb, "png texts": png_texts, "jpeg bomb": jpeg_bomb, "gif bomb": gif_bomb, "webp bomb": webp_bomb,
    "tiff bomb": tiff_bomb, "bmp bomb": bmp_bomb, "harmed": harmed, "polyglot": polyglot, "document": document,
    "program": program, "noise": lambda chance: chance.randbytes(chance.randrange(5_000)),
}  # fmt: skip
ENDINGS = (
    "jpg",
    "png",
    "gif",
    "webp",
    "tif",
    "heic",
    "pdf",
    "docx",
    "zip",
    "svg",
    "txt",
    "exe",
    "bat",
    "mp4",
    "",
)
