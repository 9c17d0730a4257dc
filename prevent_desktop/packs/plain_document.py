"""Whether a pack is a plain document: nothing that acts, nothing that shows otherwise than it prints, nothing laid over its pages.

Every object of the file is looked at, whether a page uses it or not, by what ISO 32000-2 calls it: actions (12.6), optional
content (8.11), annotations (12.5), forms (12.7), alternate images (8.9.5.4) and portfolios (12.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import BinaryIO, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    EncryptedObjAccess,
    NameObject,
    NumberObject,
    PdfObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader


class Trait(Enum):
    """What a plain document has not."""

    ACTS = auto()
    SHOWS_OTHERWISE = auto()
    LIES_OVER = auto()


_ACTING_KEYS: Final = frozenset(
    {"/AA", "/JS", "/JavaScript", "/OpenAction", "/XFA", "/RichMediaContent", "/PostScript"}
)
_ACTIONS: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ResetForm", "/ImportData", "/URI", "/GoToR", "/GoToE", "/GoToDp",
        "/Sound", "/Movie", "/Rendition", "/RichMediaExecute", "/GoTo3DView", "/Thread", "/Trans", "/Named",
    }
)  # fmt: skip
_SWITCHING_ACTIONS: Final = frozenset({"/SetOCGState", "/Hide"})
_SWITCHING_KEYS: Final = frozenset({"/OCProperties", "/OC", "/OCGs", "/Alternates", "/Collection"})
_LAYERS: Final = frozenset({"/OCG", "/OCMD"})
_SOMETIMES_SHOWN: Final = 1 | 2 | 32 | 256
"""Flags of an annotation (ISO 32000-2, table 167): invisible, hidden, no view, toggle no view."""
_PRINTED: Final = 4
_RAW: Final = EncryptedObjAccess.RAW
"""Texts are left as they are: what is looked at is never encrypted (ISO 32000-2, 7.6.2)."""

Names = Mapping[str, str | int | None]
"""The keys of a dictionary, each with its value where that is a name or a whole number."""


def traits_of(file: BinaryIO, reader: PdfFileReader) -> frozenset[Trait]:
    """What is not plain in a file; `reader` has it open, decrypted where it is encrypted.

    Streams are not read but for an encrypted file, which is small: a pack may hold files of any size.
    """
    dictionaries = _decrypted(reader) if reader.encrypted else _plain(file)
    return frozenset(found for each in dictionaries if (found := _trait(each)) is not None)


def _trait(names: Names) -> Trait | None:
    kind = names.get("/S")
    if not _ACTING_KEYS.isdisjoint(names) or kind in _ACTIONS or names.get("/Subtype") == "/PS":
        return Trait.ACTS
    if not _SWITCHING_KEYS.isdisjoint(names) or kind in _SWITCHING_ACTIONS or names.get("/Type") in _LAYERS:
        return Trait.SHOWS_OTHERWISE
    if "/Rect" in names or names.get("/Type") == "/Annot":
        return _trait_of_annotation(names)
    if "/FT" in names and names["/FT"] != "/Sig":
        return Trait.LIES_OVER
    return None


def _trait_of_annotation(names: Names) -> Trait | None:
    """Links within the document and signature fields alone lie on our pages."""
    kind, flags = names.get("/Subtype"), names.get("/F", 0)
    is_field = kind == "/Widget" and names.get("/FT") == "/Sig"
    if not (is_field or kind == "/Link"):
        return Trait.LIES_OVER
    if not isinstance(flags, int) or flags & _SOMETIMES_SHOWN or (is_field and not flags & _PRINTED):
        return Trait.SHOWS_OTHERWISE
    return None


def _plain(file: BinaryIO) -> Iterator[Names]:
    file.seek(0)
    with Pdf.open(file, attempt_recovery=False, suppress_warnings=True) as pdf:
        yield from _inside(pdf.trailer)
        for each in pdf.objects:
            yield from _inside(each)


def _inside(thing: Object) -> Iterator[Names]:
    """The dictionary that an object is, and those that lie in it directly."""
    values: list[Object] = []
    if isinstance(thing, Dictionary | Stream):
        pairs = list(thing.items())
        yield {key: _name_or_number(value) for key, value in pairs}
        values = [value for _key, value in pairs]
    elif isinstance(thing, Array):
        values = list(thing)
    for value in values:
        if isinstance(value, Dictionary | Array) and not value.is_indirect:
            yield from _inside(value)


def _name_or_number(value: object) -> str | int | None:
    if isinstance(value, Name):
        return str(value)
    return value if isinstance(value, int) else None


def _decrypted(reader: PdfFileReader) -> Iterator[Names]:
    revisions = range(reader.total_revisions)
    for reference in {
        each for revision in revisions for each in reader.xrefs.explicit_refs_in_revision(revision)
    }:
        yield from _inside_decrypted(reader.get_object(reference))  # type: ignore[no-untyped-call]  # pyHanko has no types there


def _inside_decrypted(thing: PdfObject) -> Iterator[Names]:
    if isinstance(thing, DictionaryObject):
        values = [thing.raw_get(key, decrypt=_RAW) for key in thing]
        yield {key: _plain_value(value) for key, value in zip(thing, values, strict=True)}
    elif isinstance(thing, ArrayObject):
        values = [thing.raw_get(place, decrypt=_RAW) for place in range(len(thing))]
    else:
        return
    for value in values:
        yield from _inside_decrypted(value)


def _plain_value(value: PdfObject) -> str | int | None:
    if isinstance(value, NameObject):
        return str(value)
    return int(value) if isinstance(value, NumberObject) else None
