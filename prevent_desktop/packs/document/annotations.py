"""Links of the contents, the empty signature fields, and bookmarks (ISO 32000-1, 12.3.3, 12.5.6.5, 12.7.4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String

from prevent_desktop.packs.document.outline import LinkPlace, Part, Places
from prevent_desktop.packs.document.style import BODY_TOP, PAGE_HEIGHT
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD, SIGNATURE_FIELD
from prevent_desktop.translation import _

_PRINT = 4
_ABOVE = 20.0
_PRINT_AND_LOCKED = 132


def _rectangle(corners: tuple[float, float, float, float]) -> Array:
    return Array([Decimal(str(round(corner, 2))) for corner in corners])


def _above(part: Part) -> int:
    """A little above where a part begins; where that is the upper end of a page, the page's edge."""
    return round(PAGE_HEIGHT if part.top >= BODY_TOP else part.top + _ABOVE)


def _destination(pdf: Pdf, part: Part) -> Array:
    return Array([pdf.pages[part.page].obj, Name.XYZ, 0, _above(part), 0])


def _link(pdf: Pdf, link: LinkPlace) -> Object:
    page = pdf.pages[link.page].obj
    words = _("{part}, page {page}").format(part=link.part.contents_title, page=link.part.page + 1)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=_rectangle(link.rectangle), Border=Array([0, 0, 0]),
            Dest=_destination(pdf, link.part), Contents=String(words), P=page, F=_PRINT,
        )
    )  # fmt: skip


_Place = tuple[int, tuple[float, float, float, float]]


def _signature_field(pdf: Pdf, place: _Place, name: str, told: str) -> Object:
    """The field is its own widget; what it looks like is the panel that the page already shows."""
    page, corners = place
    width, height = corners[2] - corners[0], corners[3] - corners[1]
    look = Stream(
        pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=_rectangle((0.0, 0.0, width, height)),
        Resources=Dictionary(),
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(name), TU=String(told),
            Rect=_rectangle(corners), P=pdf.pages[page].obj, F=_PRINT_AND_LOCKED, AP=Dictionary(N=look),
        )
    )  # fmt: skip


def _signature_fields(pdf: Pdf, places: Places, signer: str) -> list[Object]:
    """The author's, then the lead's where the panel for it was drawn."""
    if places.signature is None:
        raise ValueError("the signature panel was not drawn")
    told = _("Signature of {signer}").format(signer=signer)
    fields = [_signature_field(pdf, places.signature, SIGNATURE_FIELD, told)]
    if places.countersignature is not None:
        fields.append(
            _signature_field(pdf, places.countersignature, COUNTERSIGNATURE_FIELD, _("Countersignature"))
        )
    return fields


def annotate(pdf: Pdf, places: Places, signer: str | None) -> list[Object]:
    """Write the links and the signature fields; return them in the order of their marks in the structure.

    `signer` is None for a document that nobody signs: it has no field.
    """
    fields = [] if signer is None else _signature_fields(pdf, places, signer)
    made = [*(_link(pdf, link) for link in places.links), *fields]
    for annotation in made:
        page = annotation.P
        page.Annots = page.get(Name.Annots, Array())
        page.Annots.append(annotation)
    if fields:
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields), SigFlags=1)
    return made


def bookmarks(pdf: Pdf, title: str, parts: Sequence[Part]) -> None:
    """One for page one, and one for each part, with those of its sections folded in below it."""
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem(title, 0, "Fit"))
        for part in parts:
            item = _bookmark(part)
            item.children.extend(map(_bookmark, part.sections))
            item.is_closed = True
            outline.root.append(item)


def _bookmark(part: Part) -> OutlineItem:
    return OutlineItem(part.title, part.page, "XYZ", left=0, top=_above(part), zoom=0)
