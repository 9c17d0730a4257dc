"""What a correction says on page one, and what marks a corrected form and a corrected answer further on."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import each_of, long_day
from prevent_desktop.packs.content import PackChange, PackCorrection
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.beginnings import Beginnings
from prevent_desktop.packs.document.blocks import Block, Column, Text, texts
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.translation import _


def to_replace(part: Element, correction: PackCorrection, beginnings: Beginnings, *, before: float) -> Block:
    """Page one of a correction: which pack it takes the place of, what to replace there, and why."""
    title = _("What to replace")
    words = _(
        "This pack takes the place of pack {pack} of {day}. Wherever that one was copied or passed on, replace:"
    ).format(pack=short_pack_id(correction.pack_id), day=long_day(correction.signed_on))
    heading = Text(part.add("H2"), style.paragraph([(title, style.LEAD)], title))
    blocks = texts(part, words, style.BODY, title, between=0.0)
    changes = part.add("L", attributes={"List": {"ListNumbering": "None"}})
    for change in correction.changes:
        blocks += texts(changes.add("LI").add("LBody"), _change(change), style.BODY, title, between=0.0)
    for reason in correction.reasons:
        blocks += texts(part, _("Why: {reason}").format(reason=reason), style.BODY, title, between=0.0)
    return Panel(
        inside=Column(blocks=[heading, *beginnings.of(title, blocks, comes_first=True)]),
        ground=style.PALE_AMBER, bar=style.AMBER, before=before,
    )  # fmt: skip


def _change(change: PackChange) -> str:
    place = each_of((change.form, change.where))
    return _("{place}: instead of “{wrong}” read “{right}”").format(
        place=place, wrong=_in_one_line(change.wrong), right=_in_one_line(change.right)
    )


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def form_corrected(part: Element, words: Sequence[str], title: str) -> list[Block]:
    """Below the title of a form that was put right: when and why."""
    if not words:
        return []
    inside = Column(
        blocks=[block for each in words for block in texts(part, each, style.BODY, title, between=0.0)]
    )
    return [Panel(inside=inside, ground=style.PALE_AMBER, bar=style.AMBER, before=8.0)]


def answer_corrected(body: Element, right: str, question: str) -> list[Block]:
    """Below an answer that holds wrong words: what is right."""
    if not right:
        return []
    words = _("Corrected: {right}").format(right=_in_one_line(right))
    inside = Column(blocks=texts(body, words, style.BODY, question, between=0.0))
    return [
        Panel(inside=inside, ground=style.PALE_AMBER, bar=style.AMBER, bar_width=2.5, padding=9.0, before=4.0)
    ]
