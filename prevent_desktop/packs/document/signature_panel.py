"""The panel that a signature field lies over: who signs, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Panel, Text
from prevent_desktop.packs.document.elements import AnnotationMark, Element
from prevent_desktop.packs.document.outline import Places
from prevent_desktop.packs.document.wording import Wording, signer
from prevent_desktop.translation import _


class Signable(Protocol):
    """What a signature panel tells: who signs, and when."""

    @property
    def sender(self) -> Practitioner:
        """Who signs."""
        ...

    @property
    def signed_at(self) -> datetime:
        """When, by the device clock."""
        ...


def signature_block(
    part: Element, content: Signable, wording: Wording, places: Places, *, before: float
) -> Block:
    """The panel that the signature field lies over."""
    form = part.add("Form")
    signed = _("Signed")
    who = _(" by {signer}").format(signer=signer(content.sender))
    claimed = _("Claimed time {moment} (device clock). Check the signature in any PDF reader.").format(
        moment=wording.moment(content.signed_at)
    )
    inside = Column(
        blocks=[
            Text(part.add("P"), style.paragraph([(signed, style.LEAD), (who, style.BODY)], signed)),
            Text(part.add("P"), style.paragraph([(claimed, style.BODY_MUTED)], signed)),
        ]
    )
    form.children.append(AnnotationMark(len(places.links)))
    return Panel(
        inside=inside, border=style.BORDER, before=before, placed=places.signature_drawn,
    )  # fmt: skip
