"""Finds the field in which a pack waits for its countersignature; in the confined process alone."""

from __future__ import annotations

from typing import BinaryIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from prevent_desktop.packs.protection import open_reader
from prevent_desktop.packs.reader.bounds import require_few_fields
from prevent_desktop.packs.reader.questions import Unlock, Waiting
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD


def waiting_field(untrusted_pdf: BinaryIO, unlock: Unlock | None) -> Waiting | None:
    """The size of that field; None where there is none, or one that cannot be read."""
    try:
        reader = PdfFileReader(untrusted_pdf)
        open_reader(reader, unlock)
        require_few_fields(reader)
        waiting = enumerate_sig_fields(reader, filled_status=False, with_name=COUNTERSIGNATURE_FIELD)
        _name, _value, field = next(waiting)
        left, low, right, high = (float(corner) for corner in field.get_object()["/Rect"])
        return Waiting(right - left, high - low)
    except (PdfError, StopIteration, KeyError, ValueError):
        return None
