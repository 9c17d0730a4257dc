"""Draws every page of packs as PNG files, to be looked at beside the design's cover.

    python -m tests.e2e.pack_pictures FOLDER [--pdf FILE] [--demo] [--width 794]

Without ``--pdf`` it draws packs that the tests build: one like the design's cover, one of a single page, one of about
a dozen and one of about two hundred, with a contact sheet of each. With ``--demo`` those of the demo's cases instead.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from prevent_desktop import data_files
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.packs.document import build_document, build_pages
from prevent_desktop.packs.preview import page_count, page_image
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin import unlock
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_signed
from tests.unit.packs.sized import dozen, least, two_hundred

WIDTH = 794  # the width of design/cover.png
_ACROSS = 10
_SMALL = 170


def draw(pdf: bytes, folder: Path, name: str, width: int) -> int:
    """Write ``<name>-001.png`` and so on, and ``<name>-sheet.png`` with all of them small; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = page_count(pdf)
    small: list[Image.Image] = []
    for page in range(pages):
        wide, high, pixels = page_image(pdf, page, width)
        image = Image.frombytes("RGB", (wide, high), pixels)
        image.save(folder / f"{name}-{page + 1:03d}.png")
        small.append(image.resize((_SMALL, _SMALL * high // wide), Image.Resampling.LANCZOS))
    _sheet(small).save(folder / f"{name}-sheet.png")
    return pages


def _sheet(small: list[Image.Image]) -> Image.Image:
    wide, high = small[0].width + 4, small[0].height + 4
    sheet = Image.new("RGB", (wide * min(_ACROSS, len(small)), high * -(-len(small) // _ACROSS)), "#777777")
    for number, image in enumerate(small):
        sheet.paste(image, (number % _ACROSS * wide, number // _ACROSS * high))
    return sheet


def examples() -> Iterator[tuple[str, bytes]]:
    yield "example", make_signed(pack_content()).pdf
    yield "least", build_document(least())
    yield "dozen", build_document(dozen())
    yield "two-hundred", build_document(two_hundred())


def demo_packs() -> Iterator[tuple[str, bytes]]:
    """What each receiver would get of each case of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        places, now = Places.of(Path(folder)), datetime.now(UTC)
        prepare_demo_vault(places)
        vault_folder = places.vaults / "demo"
        library = FormLibrary(data_files.forms())
        with unlock.open_vault(vault_folder, unlock.derive_key(vault_folder, DEMO_PASSPHRASE)) as vault:
            for case in vault.cases.open_cases():
                for choice in prepare(vault, library, case.id, now=now).choices:
                    if choice.forms:
                        content = content_for(
                            vault, library, choice, case_id=case.id, pack_id="P-7QF2K8M4T9XW", now=now
                        )
                        yield f"{case.id}-{choice.receiver.id}", build_pages(content)


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pdf", type=Path)
    arguments.add_argument("--demo", action="store_true")
    arguments.add_argument("--width", type=int, default=WIDTH)
    chosen = arguments.parse_args()
    if chosen.pdf:
        packs = iter([(chosen.pdf.stem, chosen.pdf.read_bytes())])
    else:
        packs = demo_packs() if chosen.demo else examples()
    for name, pdf in packs:
        print(f"{name}: {draw(pdf, chosen.folder, name, chosen.width)} pages in {chosen.folder}")


if __name__ == "__main__":
    main()
