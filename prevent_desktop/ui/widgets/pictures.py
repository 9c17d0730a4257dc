"""A picture that a form carries in itself. Nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import binascii

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel

_FORMATS = {"image/png": b"png", "image/jpeg": b"jpg", "image/gif": b"gif"}
_MOST_LETTERS = 2_000_000
_MOST_SIDE = 4_000


class Picture(QLabel):
    """The picture in `address` (``data:image/png;base64,…``), at most `widest` px wide; hidden where it cannot be read.

    `words` are what a screen reader says for it.
    """

    def __init__(self, address: str, words: str, *, widest: int = 420) -> None:
        super().__init__()
        self.setAccessibleName(words)
        picture = read_picture(address, widest)
        if picture is None:
            self.hide()
        else:
            self.setPixmap(picture)
            self.setAlignment(Qt.AlignmentFlag.AlignLeft)


def read_picture(address: str, widest: int) -> QPixmap | None:
    """The picture in a ``data:`` address as PNG, JPEG or GIF; None where it is none, or larger than a form needs."""
    head, _comma, content = address.partition(",")
    kind, _semicolon, coding = head.removeprefix("data:").partition(";")
    if kind not in _FORMATS or coding != "base64" or len(content) > _MOST_LETTERS:
        return None
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[kind]))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _MOST_SIDE:
        return None
    if size.width() > widest:
        reader.setScaledSize(QSize(widest, max(1, size.height() * widest // size.width())))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)
