"""The evidence that can be seen: each picture with its name, what is said of it and its digest, a half or a whole page high."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.packs.content import PackAttachment, PackPicture
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Picture
from prevent_desktop.translation import _

_BODY_HEIGHT = style.BODY_TOP - style.BODY_BOTTOM
_WORDS = 84.0
"""Room for what stands above a picture, in points."""
_HALF, _WHOLE = _BODY_HEIGHT / 2 - _WORDS, _BODY_HEIGHT - _WORDS - 40.0
_TALL = 1.15
"""A picture that is so much higher than wide, such as what a phone showed, gets a whole page."""
_POINTS_A_PIXEL = 0.75
"""No picture is drawn larger than on a screen."""


def shown_files(files: Sequence[PackAttachment]) -> list[PackAttachment]:
    """Those that have pictures."""
    return [file for file in files if file.pictures]


def picture_blocks(part: Element, files: Sequence[PackAttachment]) -> list[Block]:
    """All pictures of `files`, below the structure element `part`."""
    words = _(
        "These are smaller copies, to be looked at. The files themselves are inside this PDF, as they were added or, "
        "where the list of attachments says so, without hidden data."
    )
    blocks: list[Block] = [
        Text(part.add("P"), style.paragraph([(words, style.META)], words), before=4.0, keep=_HALF)
    ]
    for file in shown_files(files):
        for number, picture in enumerate(file.pictures, start=1):
            blocks += _one(part, file, picture, number)
    return blocks


def _one(part: Element, file: PackAttachment, picture: PackPicture, number: int) -> list[Block]:
    width, height = _size(picture)
    name = file.file_name
    if len(file.pictures) > 1:
        name = _("{file}, page {number} of {count}").format(
            file=file.file_name, number=number, count=len(file.pictures)
        )
    said = file.description or _("Nobody described this picture.")
    heading = Text(
        part.add("H3"), style.paragraph([(name, style.LEAD)], name), before=16.0, keep=height + _WORDS / 2
    )
    about = Text(part.add("P"), style.paragraph([(said, style.BODY)], name), before=2.0, keep=height + 20.0)
    digest = Text(
        part.add("P"), style.paragraph([(file.sha256, style.DIGEST)], name), before=2.0, keep=height + 6.0
    )
    figure = part.add("Figure", alt=_alternative(file, number))

    def paint(canvas: PackCanvas, x: float, top: float, _width: float) -> None:
        canvas.draw_jpeg(picture, x, top - height, width, height)

    return [heading, about, digest, Picture(element=figure, tall=height, paint=paint, before=6.0)]


def _alternative(file: PackAttachment, number: int) -> str:
    said = file.description or _("A picture that nobody described: {file}").format(file=file.file_name)
    if len(file.pictures) == 1:
        return said
    return _("{description}, page {number} of {count}").format(
        description=said, number=number, count=len(file.pictures)
    )


def _size(picture: PackPicture) -> tuple[float, float]:
    """Width and height on the page, in points."""
    most = _WHOLE if picture.height > picture.width * _TALL else _HALF
    scale = min(style.BODY_WIDTH / picture.width, most / picture.height, _POINTS_A_PIXEL)
    return picture.width * scale, picture.height * scale
