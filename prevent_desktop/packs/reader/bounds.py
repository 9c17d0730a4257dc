"""Bounds that no genuine pack comes near, looked at before the libraries begin: most hostile files end here at once.

What gets past them ends at the limits of the confined process, which need know nothing of PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from io import SEEK_END
from typing import Any, BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from prevent_desktop.packs.verdicts import Verdict, refused

MOST_OBJECTS = 8_388_607
"""Indirect objects that a PDF may have (ISO 32000-1, annex C.2)."""
MOST_FIELDS = 10_000
MOST_CERTIFICATES, MOST_OF_ONE_NAME = 24, 3
"""In one signature or timestamp, and of them with one subject: a chain has three or four, a renewed authority one twice."""
LONGEST_NUMBER = 400
"""Digits. A real number of 32 bits has 39 before its point."""

_PIECE = 1 << 20
_INDEX = re.compile(rb"/Index\s*\[([^\]]{0,4000})\]")
_DIGITS = re.compile(rb"[0-9]+")


def require_bounds(untrusted_pdf: BinaryIO) -> None:
    """Raise PackVerificationError where the cross-references promise more objects than the file can hold.

    Only the beginning and the end of a large file are looked at; the file is left at its beginning.
    """
    size = untrusted_pdf.seek(0, SEEK_END)
    for start in sorted({0, max(size - _PIECE, 0)}):
        untrusted_pdf.seek(start)
        _require_few_objects(untrusted_pdf.read(_PIECE), size)
    untrusted_pdf.seek(0)


def _require_few_objects(piece: bytes, size: int) -> None:
    """Each object takes a byte at least, or one in a thousand where it is packed as far as Flate can (RFC 1951)."""
    most = min(MOST_OBJECTS, size * 1_032)
    for found in _INDEX.finditer(piece):
        digits = _DIGITS.findall(found[1])
        if any(len(each) > LONGEST_NUMBER for each in digits) or sum(map(int, digits[1::2])) > most:
            raise refused(Verdict.TOO_COSTLY)


def require_few_fields(reader: PdfFileReader) -> None:
    """Raise PackVerificationError where the tree of form fields is no tree, or has more fields than any pack."""
    form: Any = reader.root["/AcroForm"] if "/AcroForm" in reader.root else {}  # noqa: SIM401 - `get` does not follow references
    waiting = _each(form["/Fields"]) if "/Fields" in form else []
    seen: set[Any] = set()
    field: Any
    count = 0
    while waiting:
        field = waiting.pop()
        count += 1
        if isinstance(field, generic.IndirectObject):
            if field.reference in seen:
                raise refused(Verdict.TOO_COSTLY)
            seen.add(field.reference)
            field = reader.get_object(field.reference)  # type: ignore[no-untyped-call]  # it has no types
        if count > MOST_FIELDS:
            raise refused(Verdict.TOO_COSTLY)
        if isinstance(field, generic.DictionaryObject) and "/Kids" in field:
            waiting += _each(field["/Kids"])


def _each(fields: Any) -> list[Any]:
    """As they stand in an array, references not followed."""
    return [fields.raw_get(at) for at in range(len(fields))]


def require_few_certificates(signed_data: Any) -> None:
    """Raise PackVerificationError where a signature or a timestamp (CMS, RFC 5652) brings more certificates than any chain.

    Finding a way through certificates that vouch for each other takes time that doubles with each.
    """
    certificates = list(signed_data["certificates"] or ())
    if len(certificates) > MOST_CERTIFICATES:
        raise refused(Verdict.TOO_COSTLY)
    names = Counter(
        each.chosen["tbs_certificate"]["subject"].dump()
        for each in certificates
        if each.name == "certificate"
    )
    if any(count > MOST_OF_ONE_NAME for count in names.values()):
        raise refused(Verdict.TOO_COSTLY)
