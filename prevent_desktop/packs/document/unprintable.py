"""What a document says of characters that no font here has: once, at its end, or as an error where they can be changed."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.style import BODY_TOP, BODY_WIDTH, MARGIN, SMALL_MUTED, paragraph
from prevent_desktop.translation import _

_BEFORE = 18.0


def unprintable_note(root: Element, canvas: PackCanvas) -> list[Block]:
    """The note for the end of a document that is drawn but for it; nothing where each character was drawn."""
    if not canvas.unprintable:
        return []
    from prevent_desktop.packs.document.text_shaping.unprintable import number

    shown = number(min(canvas.unprintable))
    words = _("Some characters cannot be printed. Each stands as its number, such as {number}.").format(
        number=shown
    )
    return [Text(root.add("Sect").add("P"), paragraph([(words, SMALL_MUTED)], words), before=_BEFORE)]


def draw_page(canvas: PackCanvas, root: Element, blocks: Sequence[Block]) -> None:
    """Draw all of a document of one page, with the note."""
    column = Column(blocks=blocks)
    column.draw(canvas, MARGIN, BODY_TOP, BODY_WIDTH)
    below = BODY_TOP - column.height(BODY_WIDTH) - _BEFORE
    Column(blocks=unprintable_note(root, canvas)).draw(canvas, MARGIN, below, BODY_WIDTH)


def require_printable(canvas: PackCanvas) -> None:
    """Raises MissingGlyphError where a character was not drawn: whoever typed it can still write it in another way."""
    for letter, place in canvas.unprintable.items():
        from prevent_desktop.packs.document.text_shaping.unprintable import missing

        raise missing(letter, place)
