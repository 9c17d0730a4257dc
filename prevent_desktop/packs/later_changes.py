"""What may follow the author's signature: one update that signs the waiting field, and nothing else (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD

_SIGNED_PARTS: Final = frozenset({"/V", "/AP"})
"""What a signature changes in its field: the value, and what the field shows."""

_TRAILER_PARTS: Final = ("/Root", "/Info", "/Encrypt")


def only_signs_the_waiting_field(
    reader: PdfFileReader, author: EmbeddedPdfSignature, lead: EmbeddedPdfSignature
) -> bool:
    """Whether all that lies behind the author's revision is the lead's signature in the field that waited there.

    New objects are the lead's; of those that the author signed none is written anew but that field.
    """
    if not author.signed_revision + 1 == lead.signed_revision == reader.total_revisions - 1:
        return False
    before = reader.get_historical_resolver(author.signed_revision)
    after = reader.get_historical_resolver(lead.signed_revision)
    field = _waiting_field(before)
    written, freed = after.explicit_refs_in_revision(), after.refs_freed_in_revision()  # type: ignore[no-untyped-call]  # pyHanko has no types there
    written_anew = {each for each in written if not before.is_ref_unassignable(each)}
    if field is None or written_anew != {field} or freed:
        return False
    return _is_signed(before(field), after(field)) and _same_trailer(before, after)


def _waiting_field(before: HistoricalResolver) -> Reference | None:
    found = [
        field.reference
        for name, _value, field in enumerate_sig_fields(before, filled_status=False)
        if name == COUNTERSIGNATURE_FIELD and isinstance(field, IndirectObject)
    ]
    return found[0] if len(found) == 1 else None


def _is_signed(old: object, new: object) -> bool:
    """Whether the field is the same but for its value and its one look, which are new objects."""
    if not (isinstance(old, DictionaryObject) and isinstance(new, DictionaryObject)):
        return False
    if not _same(old, new, (set(old) | set(new)) - _SIGNED_PARTS):
        return False
    look = new.raw_get("/AP") if "/AP" in new else {}
    return isinstance(new.raw_get("/V"), IndirectObject) and set(look) <= {"/N"}


def _same_trailer(before: HistoricalResolver, after: HistoricalResolver) -> bool:
    return _same(before.trailer_view, after.trailer_view, _TRAILER_PARTS)


def _same(old: DictionaryObject, new: DictionaryObject, names: Iterable[str]) -> bool:
    return all(_raw(old, name) == _raw(new, name) for name in names)


def _raw(found: DictionaryObject, name: str) -> object:
    return found.raw_get(name) if name in found else None
