"""Draws the icon of the program at all sizes, from its two SVG files (a simpler one for the smallest).

    python3 packaging/start.py python packaging/icons/draw.py

Windows takes ``prevent-desktop.ico``, macOS ``prevent-desktop.icns``, Linux the pictures in ``resources/icons/app``, as the window does.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
WINDOW = HERE.parent.parent / "resources" / "icons" / "app"
SIZES = (16, 24, 32, 48, 64, 128, 256)
LARGE = 1024
"""For macOS, which makes its smaller ones of it."""
SIMPLER_UP_TO = 24
"""Pixels; below, the lines of the larger drawing run together."""


def draw(size: int) -> Image.Image:
    """The icon, `size` pixels wide and high."""
    source = HERE / ("small.svg" if size <= SIMPLER_UP_TO else "prevent-desktop.svg")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs say bytes, the call takes none
    return Image.open(io.BytesIO(buffer.data().data()))


def main() -> None:
    """Write them all."""
    app = QGuiApplication([])
    drawn = {size: draw(size) for size in SIZES}
    for size, image in drawn.items():
        image.save(WINDOW / f"{size}.png", optimize=True)
    largest = drawn[SIZES[-1]]
    others = [drawn[size] for size in SIZES[:-1]]
    largest.save(HERE / "prevent-desktop.ico", sizes=[(size, size) for size in SIZES], append_images=others)
    draw(LARGE).save(HERE / "prevent-desktop.icns")
    app.quit()


if __name__ == "__main__":
    main()
