"""Draws every page of a pack as a PNG file, to be looked at beside the design's cover.

    python -m tests.e2e.pack_pictures FOLDER [--pdf FILE] [--width 794]

Without ``--pdf`` it draws the example packs of the tests: one like the design's cover, and a long one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

from prevent_desktop.packs.preview import page_count, page_image
from tests.unit.packs.examples import long_pack, pack_content
from tests.unit.packs.making import make_signed

WIDTH = 794  # the width of design/cover.png


def draw(pdf: bytes, folder: Path, name: str, width: int) -> int:
    """Write ``<name>-01.png`` and so on; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = page_count(pdf)
    for page in range(pages):
        wide, high, pixels = page_image(pdf, page, width)
        Image.frombytes("RGB", (wide, high), pixels).save(folder / f"{name}-{page + 1:02d}.png")
    return pages


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pdf", type=Path)
    arguments.add_argument("--width", type=int, default=WIDTH)
    chosen = arguments.parse_args()
    if chosen.pdf:
        packs = {chosen.pdf.stem: chosen.pdf.read_bytes()}
    else:
        packs = {"example": make_signed(pack_content()).pdf, "long": make_signed(long_pack(12)).pdf}
    for name, pdf in packs.items():
        print(f"{name}: {draw(pdf, chosen.folder, name, chosen.width)} pages in {chosen.folder}")


if __name__ == "__main__":
    main()
