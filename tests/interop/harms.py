"""What can be done to a countersigned pack: more than forty kinds of harm, before the lead signs and after.

A harm before the lead's signature is done to the pack that waits for it, and the lead's own key then signs it: the worst
that somebody who is trusted can do. A harm afterwards is done to the finished file by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic as untyped_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

generic: Any = untyped_generic  # pyHanko's objects have constructors without types
Change = Callable[[Any], None]


def _name(text: str) -> Any:
    return generic.pdf_name(text)


def _text(text: str) -> Any:
    return generic.TextStringObject(text)


def _numbers(*numbers: float) -> Any:
    return generic.ArrayObject(map(generic.FloatObject, numbers))


def _dictionary(**entries: Any) -> Any:
    return generic.DictionaryObject({_name(f"/{key}"): value for key, value in entries.items()})


def _stream(data: bytes, **entries: Any) -> Any:
    return generic.StreamObject(dict(_dictionary(**entries)), stream_data=data)


def _page(writer: Any, number: int = 0) -> Any:
    return writer.root["/Pages"]["/Kids"][number]


def _field(writer: Any, number: int = 1) -> Any:
    return writer.root["/AcroForm"]["/Fields"][number]


def _set(thing: Any, writer: Any, **entries: Any) -> None:
    for key, value in entries.items():
        thing[f"/{key}"] = value
    writer.update_container(thing)


def _script() -> Any:
    return _dictionary(S=_name("/JavaScript"), JS=_text("app.alert(1)"))


def white_stamp(writer: Any) -> None:
    """Painted over page one, as a stamp of the page's content."""
    page = _page(writer)
    contents = page.raw_get("/Contents")
    white = writer.add_object(_stream(b"q 1 1 1 rg 0 100 595 640 re f Q"))
    _set(page, writer, Contents=generic.ArrayObject([contents, white]))


def other_text(writer: Any) -> None:
    _set(_page(writer), writer, Contents=writer.add_object(_stream(b"BT ET")))


def _annotation(writer: Any, **entries: Any) -> None:
    page = _page(writer)
    note = _dictionary(
        Type=_name("/Annot"), Rect=_numbers(0, 100, 595, 740), F=generic.NumberObject(4), **entries
    )
    _set(page, writer, Annots=generic.ArrayObject([*page["/Annots"], writer.add_object(note)]))


def note_over_it(writer: Any) -> None:
    _annotation(writer, Subtype=_name("/FreeText"), Contents=_text("Withdrawn"), DA=_text("/Helv 12 Tf"))


def white_square(writer: Any) -> None:
    white = _stream(
        b"1 1 1 rg 0 0 595 640 re f",
        Type=_name("/XObject"),
        Subtype=_name("/Form"),
        BBox=_numbers(0, 0, 595, 640),
    )
    look = _dictionary(N=writer.add_object(white))
    _annotation(writer, Subtype=_name("/Square"), IC=_numbers(1, 1, 1), AP=look)


def film(writer: Any) -> None:
    _annotation(writer, Subtype=_name("/Screen"), A=_script())


def link_elsewhere(writer: Any) -> None:
    annotations = (one.get_object() for one in _page(writer)["/Annots"])
    link = next(one for one in annotations if one["/Subtype"] == "/Link")
    del link["/Dest"]
    _set(link, writer, A=_dictionary(S=_name("/URI"), URI=_text("https://elsewhere.example")))


def page_gone(writer: Any) -> None:
    pages = writer.root["/Pages"]
    _set(
        pages,
        writer,
        Kids=generic.ArrayObject(list(pages["/Kids"])[:-1]),
        Count=generic.NumberObject(len(pages["/Kids"]) - 1),
    )


def pages_swapped(writer: Any) -> None:
    pages = writer.root["/Pages"]
    first, second, *others = pages["/Kids"]
    _set(pages, writer, Kids=generic.ArrayObject([second, first, *others]))


def page_added(writer: Any) -> None:
    pages = writer.root["/Pages"]
    parent = writer.root.raw_get("/Pages")
    new = _dictionary(
        Type=_name("/Page"), Parent=parent, MediaBox=_numbers(0, 0, 595, 842), Resources=_dictionary()
    )
    kids = [*pages["/Kids"], writer.add_object(new)]
    _set(pages, writer, Kids=generic.ArrayObject(kids), Count=generic.NumberObject(len(kids)))


def page_cut(writer: Any) -> None:
    _set(_page(writer), writer, CropBox=_numbers(0, 400, 595, 842))


def page_turned(writer: Any) -> None:
    _set(_page(writer), writer, Rotate=generic.NumberObject(180))


def other_fonts(writer: Any) -> None:
    fonts = _page(writer)["/Resources"]["/Font"]
    first, *_others = fonts
    fonts[first]["/ToUnicode"] = writer.add_object(_stream(b""))
    writer.update_container(fonts[first])


def file_replaced(writer: Any) -> None:
    specification = writer.root["/AF"][0]
    specification["/EF"]["/F"] = writer.add_object(_stream(b"{}", Type=_name("/EmbeddedFile")))
    writer.update_container(specification)


def file_gone(writer: Any) -> None:
    writer.root["/AF"] = generic.ArrayObject(list(writer.root["/AF"])[1:])
    writer.update_root()


def script_at_opening(writer: Any) -> None:
    writer.root["/OpenAction"] = _script()
    writer.update_root()


def script_at_printing(writer: Any) -> None:
    writer.root["/AA"] = _dictionary(WP=_script())
    writer.update_root()


def script_on_page(writer: Any) -> None:
    _set(_page(writer), writer, AA=_dictionary(O=_script()))


def layers(writer: Any) -> None:
    layer = writer.add_object(_dictionary(Type=_name("/OCG"), Name=_text("Printed")))
    default = _dictionary(OFF=generic.ArrayObject([layer]))
    writer.root["/OCProperties"] = _dictionary(OCGs=generic.ArrayObject([layer]), D=default)
    writer.update_root()


def other_number(writer: Any) -> None:
    writer.set_info(_dictionary(PackId=_text("P-7K3M2QF8T4XW")))


def other_words_about_itself(writer: Any) -> None:
    metadata = writer.root["/Metadata"]
    changed = metadata.data.replace(b"Prevent referral pack", b"Withdrawn referral pack")
    writer.root["/Metadata"] = writer.add_object(
        _stream(changed, Type=_name("/Metadata"), Subtype=_name("/XML"))
    )
    writer.update_root()


def other_language(writer: Any) -> None:
    writer.root["/Lang"] = _text("fr")
    writer.update_root()


def no_certification(writer: Any) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def other_bookmarks(writer: Any) -> None:
    outlines = writer.root["/Outlines"]["/First"]
    _set(outlines, writer, Title=_text("Withdrawn"))


def other_spoken_words(writer: Any) -> None:
    document = writer.root["/StructTreeRoot"]["/K"][0]
    _set(document, writer, ActualText=_text("Withdrawn"))


def no_tags(writer: Any) -> None:
    del writer.root["/StructTreeRoot"]
    writer.update_root()


def other_look_of_author(writer: Any) -> None:
    _look(writer, _field(writer, 0))


def other_look_of_lead(writer: Any) -> None:
    _look(writer, _field(writer, 1))


def _look(writer: Any, field: Any) -> None:
    look = _stream(
        b"1 1 1 rg 0 0 600 800 re f",
        Type=_name("/XObject"),
        Subtype=_name("/Form"),
        BBox=_numbers(0, 0, 600, 800),
    )
    _set(field, writer, AP=_dictionary(N=writer.add_object(look)))


def field_over_page(writer: Any) -> None:
    _set(_field(writer), writer, Rect=_numbers(0, 0, 595, 842))


def field_renamed(writer: Any) -> None:
    _set(_field(writer), writer, T=_text("Signed by everybody"))


def field_of_text(writer: Any) -> None:
    new = _dictionary(
        FT=_name("/Tx"), T=_text("Outcome"), V=_text("No further action"), Type=_name("/Annot"), Subtype=_name("/Widget"),
        Rect=_numbers(50, 500, 545, 700), F=generic.NumberObject(4), DA=_text("/Helv 12 Tf 0 g"),
    )  # fmt: skip
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(new))
    writer.update_container(fields)


def ask_for_appearances(writer: Any) -> None:
    form = writer.root["/AcroForm"]
    _set(form, writer, NeedAppearances=generic.BooleanObject(True))


def form_by_xfa(writer: Any) -> None:
    form = writer.root["/AcroForm"]
    _set(form, writer, XFA=writer.add_object(_stream(b"<xdp/>")))


def newer_version(writer: Any) -> None:
    """As pyHanko does for a key on P-256: a catalog of PDF 2.0 with an array of extensions, below a header of 1.7."""
    extension = _dictionary(BaseVersion=_name("/2.0"), ExtensionLevel=generic.NumberObject(32002))
    writer.root["/Extensions"] = _dictionary(ISO_=generic.ArrayObject([extension]))
    writer.root["/Version"] = _name("/2.0")
    writer.update_root()


CHANGES: dict[str, Change] = {
    change.__name__.replace("_", " "): change
    for change in (
        white_stamp, other_text, note_over_it, white_square, film, link_elsewhere, page_gone, pages_swapped, page_added,
        page_cut, page_turned, other_fonts, file_replaced, file_gone, script_at_opening, script_at_printing,
        script_on_page, layers, other_number, other_words_about_itself, other_language, no_certification,
        other_bookmarks, other_spoken_words, no_tags, other_look_of_author, other_look_of_lead, field_over_page,
        field_renamed, field_of_text, ask_for_appearances, form_by_xfa,
    )
}  # fmt: skip


def changed(pdf: bytes, change: Change) -> bytes:
    """`pdf` with an incremental update that does `change`."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _gap(pdf: bytes, number: int) -> tuple[int, int]:
    found = re.findall(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) ?\]", pdf)[number]
    return int(found[0]), int(found[1])


def _flipped(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _last_digit(pdf: bytes, by: bytes) -> bytes:
    """The last digit of the author's /Contents is padding that no signature covers, and no reader asks for."""
    end = _gap(pdf, 0)[1]
    return pdf[: end - 2] + by + pdf[end - 1 :]


def _swapped(pdf: bytes) -> bytes:
    """The lead's signature in the place of the author's."""
    (start, end), (later, after) = _gap(pdf, 0), _gap(pdf, 1)
    size = min(end - start, after - later) - 2
    return pdf[: start + 1] + pdf[later + 1 : later + 1 + size] + pdf[start + 1 + size :]


BYTES: dict[str, Callable[[bytes], bytes]] = {
    "a bit of what is signed": lambda pdf: _flipped(pdf, len(pdf) // 3),
    "a bit of what the lead added": lambda pdf: _flipped(pdf, _gap(pdf, 1)[1] + 200),
    "a bit of the author's signature": lambda pdf: _flipped(pdf, _gap(pdf, 0)[0] + 900),
    "a bit of the lead's signature": lambda pdf: _flipped(pdf, _gap(pdf, 1)[0] + 900),
    "a space for the last digit": lambda pdf: _last_digit(pdf, b" "),
    "a comment for the last digit": lambda pdf: _last_digit(pdf, b"%"),
    "cut off in the middle of the lead's": lambda pdf: pdf[: _gap(pdf, 1)[0] + 100],
    "bytes at the end": lambda pdf: pdf + b"1 0 obj\n<< >>\nendobj\n",
    "the lead's signature for the author's": _swapped,
}
"""What is done to the bytes of a finished file."""

AFTER = ("white stamp", "other number", "field renamed")
"""Changes that are also done, or can only be done, behind the lead's signature."""


def harmed(awaiting: bytes, finished: bytes, countersign: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """Every harm by name: to the pack that waits, then signed by the lead, and to the finished one."""
    before = {
        f"{name}, then signed by the lead": change
        for name, change in CHANGES.items()
        if name != "field renamed"
    }
    return {
        **{name: countersign(changed(awaiting, change)) for name, change in before.items()},
        **{f"{name}, after both": changed(finished, CHANGES[name]) for name in AFTER},
        **{name: harm(finished) for name, harm in BYTES.items()},
    }
