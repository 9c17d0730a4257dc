"""Sheets with a code to keep on paper, in the manner of a pack: a vault's recovery code, and that of a team's second key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.formatting import long_day
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.unprintable import draw_page
from prevent_desktop.packs.document.xmp import PRODUCER, About
from prevent_desktop.translation import _

_GROUPS_IN_A_LINE = 3


def build_recovery_sheet(code: str, made_at: datetime, remark: str = "") -> bytes:
    """One tagged A4 page as PDF with `code` in large letters, the day it was made, and how it is used; no name is on it.

    `made_at` is aware; `remark` stands below it. The groups of the code are parted by hyphens; the sheet shows three in a line.
    """
    return _build(_("Recovery code"), code, made_at, _sentences(), remark)


def build_second_key_sheet(code: str, made_at: datetime, *, holder: str, organisation: str) -> bytes:
    """The same for the code of a team's second key, which `holder` keeps."""
    told = (
        _("{holder} keeps this sheet, and the file “second key” of {organisation}, apart from each other.").format(holder=holder, organisation=organisation),
        _("With both, the team goes on if its lead is ill, has left, or has lost their laptop."),
        _("Whoever has both can sign in the name of the team. Keep the sheet locked away."),
        _("To use it: in Prevent Desktop choose Team, then “The lead has left”."),
    )  # fmt: skip
    return _build(_("Code of the second key"), code, made_at, told)


def _build(title: str, code: str, made_at: datetime, sentences: Sequence[str], remark: str = "") -> bytes:
    root = Element("Document")
    with fonts.ONE_AT_A_TIME:
        canvas = PackCanvas()
        draw_page(canvas, root, _blocks(root, title, code, made_at, sentences, remark))
        canvas.showPage()
        pages = canvas.finish()
    about = About(title=title, author=PRODUCER, at=made_at)
    return finish(pages, about, root)


def _blocks(
    root: Element, title: str, code: str, made_at: datetime, sentences: Sequence[str], remark: str
) -> Sequence[Block]:
    """In the order of reading, which is the order in which the elements are made."""
    made = _("{program}, made on {day}").format(program=PRODUCER, day=long_day(made_at.date()))

    def text(role: str, words: str, text_style: ParagraphStyle, before: float = 0.0) -> Text:
        return Text(root.add(role), style.paragraph([(words, text_style)], title), before=before)

    heads = [text("H1", title, style.TITLE), text("P", made, style.META)]
    if remark:
        heads.append(text("P", remark, style.BODY, 6.0))
    letters = Column(blocks=[text("P", line, style.CODE) for line in _lines(code)])
    panel = Panel(inside=letters, border=style.BORDER, padding=18.0, before=24.0)
    return [*heads, panel, *(text("P", sentence, style.BODY, 12.0) for sentence in sentences)]


def _lines(code: str) -> list[str]:
    groups = code.split("-")
    starts = range(0, len(groups), _GROUPS_IN_A_LINE)
    return ["  -  ".join(groups[start : start + _GROUPS_IN_A_LINE]) for start in starts]


def _sentences() -> tuple[str, str, str, str]:
    return (
        _("With this code a new passphrase can be chosen when the old one is forgotten."),
        _("Whoever has this sheet and the computer can read the records."),
        _("Keep it locked away, not with the computer. It stays valid after the passphrase changes."),
        _("To use it: on the first screen choose “I forgot my passphrase” and type the code."),
    )
