"""The lead's place at the end of page one: a field that waits, with words that are true before and after it is signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from pikepdf import Pdf

from prevent_desktop.formatting import each_of
from prevent_desktop.packs.document import fonts, style, unicode_maps
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import AnnotationMark, Element
from prevent_desktop.packs.document.frames import Panel
from prevent_desktop.packs.document.outline import Places
from prevent_desktop.translation import _

_SIDE = 12.0
_LOWEST = 9.0
_LINE = 13.0
_ROOM = 2 * _LINE
"""What is left free below the words for the name, role and time of whoever signs: two lines."""


def countersignature(part: Element, who: str, places: Places, *, before: float) -> list[Block]:
    """The panel that the field for the countersignature lies over; none where nobody is to sign. `who` is in words."""
    if not who:
        return []
    form = part.add("Form")
    head = _("Countersignature")
    of = _(" of {who}").format(who=who)
    told = _("It counts only where this field is signed. Any PDF reader shows whether it is.")
    inside = Column(
        blocks=[
            Text(part.add("P"), style.paragraph([(head, style.LEAD), (of, style.BODY)], head)),
            Text(part.add("P"), style.paragraph([(told, style.SMALL_MUTED)], head)),
            _Room(),
        ]
    )
    form.children.append(AnnotationMark(len(places.links) + 1))  # after the links and the author's signature
    return [Panel(inside=inside, border=style.BORDER, before=before, placed=places.countersignature_drawn)]


class _Room:
    """Nothing, as high as what the field shows once it is signed."""

    before = 4.0
    keep = 0.0

    def height(self, _width: float) -> float:
        return _ROOM

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Nothing to draw."""

    def split(self, _width: float, _room: float) -> None:
        return None


class _FieldCanvas(PackCanvas):
    """For what a field shows: all of it belongs to the field's own element, so that nothing in it has a mark."""

    @contextmanager
    def artifact(self, properties: str = "") -> Iterator[None]:  # noqa: ARG002 - as the canvas of pages
        """What is drawn inside stays without a mark."""
        yield


def signed_look(signer: Sequence[str], when: str, size: tuple[float, float]) -> bytes:
    """What the field shows once it is signed: a PDF of one page of that `size` (points), with nothing but the words.

    `signer` are name, role and organisation of whoever signed it, as far as they fit, and `when` is the time, in words.
    """
    width = size[0] - 2 * _SIDE
    with fonts.ONE_AT_A_TIME:
        canvas = _FieldCanvas()
        canvas.setPageSize(size)
        words = next(
            (fitting for fitting in _words(signer, when) if fitting.height(width) <= _ROOM),
            _lines(signer[0], when),
        )
        words.draw(canvas, _SIDE, _LOWEST + max(_ROOM, words.height(width)), width)
        canvas.showPage()
        drawn = canvas.finish()
    with Pdf.open(BytesIO(drawn)) as pdf:
        unicode_maps.mend(pdf)
        finished = BytesIO()
        pdf.save(finished, deterministic_id=True)
    return finished.getvalue()


def _words(signer: Sequence[str], when: str) -> Iterator[Column]:
    """From all that is known of the signer to the name alone."""
    for known in (signer, (signer[0], *signer[2:]), signer[:1]):
        yield _lines(each_of(known), when)


def _lines(who: str, when: str) -> Column:
    head = _("Countersigned by {who}").format(who=who)
    return Column(
        blocks=[
            Text(None, style.paragraph([(head, style.SMALL_LEAD)], head)),
            Text(None, style.paragraph([(when, style.SMALL_MUTED)], head)),
        ]
    )
