"""The slips of an invitation to a team: one for each person, with their one-time code and how to begin; to be cut apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.formatting import long_day
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.style import BODY_WIDTH, MARGIN, PAGE_HEIGHT, PAGE_WIDTH
from prevent_desktop.packs.document.unprintable import require_printable
from prevent_desktop.packs.document.xmp import PRODUCER, About
from prevent_desktop.translation import _

_ON_A_PAGE = 2
_EDGE = 36.0
"""Points above each slip, so that a cut a little beside the line takes no word away."""
_CODE = ParagraphStyle("slip code", parent=style.CODE, fontSize=22.0, leading=28.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One person's: `role` in words, `code` in groups with hyphens between."""

    name: str
    role: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipsOf:
    """Whose invitation it is, how its file is called, and the last day on which the codes count."""

    organisation: str
    by: str
    file_name: str
    made_at: datetime
    expires_at: datetime


def build_slips(slips: Sequence[Slip], of: SlipsOf, *, on_a_page: int = _ON_A_PAGE) -> bytes:
    """A tagged PDF on A4, two slips a page with a line to cut along, or one. MissingGlyphError names whose name it is."""
    root = Element("Document")
    with fonts.ONE_AT_A_TIME:
        canvas = PackCanvas()
        for first in range(0, len(slips), on_a_page):
            _draw_page(canvas, root, slips[first : first + on_a_page], of, on_a_page)
            canvas.showPage()
        require_printable(canvas)
        pages = canvas.finish()
    about = About(title=_("Slips for joining the team"), author=PRODUCER, at=of.made_at)
    return finish(pages, about, root)


def _draw_page(canvas: PackCanvas, root: Element, slips: Sequence[Slip], of: SlipsOf, on_a_page: int) -> None:
    for place, slip in enumerate(slips):
        top = PAGE_HEIGHT * (1 - place / on_a_page)
        if place:
            _draw_cut(canvas, top)
        Column(blocks=_blocks(root.add("Sect"), slip, of)).draw(canvas, MARGIN, top - _EDGE, BODY_WIDTH)


def _draw_cut(canvas: PackCanvas, height: float) -> None:
    with canvas.artifact():
        canvas.saveState()
        canvas.setStrokeColor(style.GREY)
        canvas.setDash(4, 4)
        canvas.line(0, height, PAGE_WIDTH, height)
        canvas.restoreState()


def _blocks(element: Element, slip: Slip, of: SlipsOf) -> list[Block]:
    """In the order of reading, which is the order in which the elements are made."""

    def text(role: str, words: str, text_style: ParagraphStyle, before: float = 0.0) -> Text:
        return Text(element.add(role), style.paragraph([(words, text_style)], slip.name), before=before)

    heads = [
        text("H1", slip.name, style.PART),
        text(
            "P",
            _("{role} in the safeguarding team of {organisation}").format(
                role=slip.role, organisation=of.organisation
            ),
            style.META,
        ),
    ]
    letters = Column(
        blocks=[
            text("P", _("Your code, for you alone"), style.SMALL_MUTED),
            text("P", "  ".join(slip.code.split("-")), _CODE),
        ]
    )
    panel = Panel(inside=letters, border=style.BORDER, padding=12.0, before=12.0)
    steps = [text("P", step, style.BODY, 6.0) for step in _steps(of)]
    return [*heads, panel, *steps, text("P", _last(of), style.SMALL_MUTED, 8.0)]


def _steps(of: SlipsOf) -> tuple[str, ...]:
    return (
        _("1. Open {program} on your own laptop.").format(program=PRODUCER),
        _("2. When it asks for your organisation’s file, choose “I have an invitation”."),
        _("3. Choose the file “{file}”, which {by} sent you or put where you can open it.").format(
            file=of.file_name, by=of.by or _("your lead")
        ),
        _("4. Type the code above. Then choose your own passphrase."),
        _("5. You are in the team once your lead’s laptop has been open. You can write before that."),
    )


def _last(of: SlipsOf) -> str:
    return _("The code works once, until {day}. Do not photograph or mail it. Lost? Tell {by}: it is cancelled and you get another.").format(
        day=long_day(of.expires_at.date()), by=of.by or _("your lead")
    )  # fmt: skip
