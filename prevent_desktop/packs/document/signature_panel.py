"""The panel that a signature field lies over: who signs, and when."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.elements import AnnotationMark, Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.outline import Places
from prevent_desktop.packs.document.wording import moment
from prevent_desktop.translation import _


def signature_panel(
    part: Element,
    who: str,
    signed_at: datetime,
    places: Places,
    *,
    before: float,
    asks_for_timestamp: bool = False,
) -> Block:
    """The panel. `who` signs, in one line; `signed_at` is the time by the device clock.

    With `asks_for_timestamp` it says where a trusted time stands, if one comes: it is drawn before that is known.
    """
    form = part.add("Form")
    signed = _("Signed")
    by = _(" by {signer}").format(signer=who)
    words = (
        _("Claimed time {moment} (device clock); a trusted one, where a timestamp came, is in the signature.")
        if asks_for_timestamp
        else _("Claimed time {moment} (device clock). Check the signature in any PDF reader.")
    )
    claimed = words.format(moment=moment(signed_at))
    inside = Column(
        blocks=[
            Text(part.add("P"), style.paragraph([(signed, style.LEAD), (by, style.BODY)], signed)),
            Text(part.add("P"), style.paragraph([(claimed, style.BODY_MUTED)], signed)),
        ]
    )
    form.children.append(AnnotationMark(len(places.links)))
    return Panel(inside=inside, border=style.BORDER, before=before, placed=places.signature_drawn)
