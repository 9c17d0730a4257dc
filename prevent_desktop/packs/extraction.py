"""Takes the embedded files out of a pack, by pikepdf, within limits and with names that no file system minds."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from pikepdf import Name, Object, Pdf, Stream

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.packs.author_revision import authors_revision
from prevent_desktop.packs.stored_files import place_of
from prevent_desktop.translation import _

_MOST_FILES = 1_000
_MOST_BYTES = 1_000_000_000


def extract(untrusted_pdf: bytes) -> tuple[tuple[str, str, bytes], ...]:
    """See `opening.extract_files`."""
    each = extract_each(BytesIO(untrusted_pdf))
    return tuple((name, media_type, b"".join(pieces)) for name, media_type, pieces in each)


def extract_each(untrusted_pdf: BinaryIO) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """See `opening.extract_each`."""
    try:
        with authors_revision(untrusted_pdf) as (file, pdf):
            yield from _files(file, pdf)
    except PackVerificationError:
        raise
    except Exception as error:
        raise _refused(_("The files inside the pack cannot be read.")) from error


def _files(untrusted_pdf: BinaryIO, pdf: Pdf) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    taken: set[str] = set()
    room = _MOST_BYTES
    for untrusted_name, specification in specifications(pdf):
        stream = specification.EF.F
        place = place_of(untrusted_pdf, pdf, stream) if isinstance(stream, Stream) else None
        if place is None:
            data = file_data(stream, room)
            size, pieces = len(data), iter((data,))
        else:
            size, pieces = place.size, place.pieces(untrusted_pdf)
        room -= size
        if room < 0:
            raise _refused(_("The files inside the pack are too large."))
        yield safe_name(untrusted_name, taken), str(stream.get(Name.Subtype, ""))[1:], pieces


def specifications(pdf: Pdf) -> list[tuple[str, Object]]:
    """The embedded files, each by its untrusted name; PackVerificationError for more than we take."""
    if len(pdf.attachments) > _MOST_FILES:
        raise _refused(_("The pack holds more than {count} files.").format(count=_MOST_FILES))
    return [(name, pdf.attachments[name].obj) for name in pdf.attachments]


def file_data(stream: Object, room: int) -> bytes:
    """The bytes of one file, at most `room` of them however far they unpack."""
    if not isinstance(stream, Stream):
        raise _refused(_("A file inside the pack is missing."))
    raw = stream.read_raw_bytes()
    kind = stream.get(Name.Filter)
    if kind is None:
        data = raw
    elif kind == Name.FlateDecode and Name.DecodeParms not in stream:
        data = zlib.decompressobj().decompress(raw, room + 1)
    else:
        raise _refused(_("A file inside the pack is packed in a way that packs do not use."))
    if len(data) > room:
        raise _refused(_("The files inside the pack are too large."))
    return data


def _refused(what_happened: str) -> PackVerificationError:
    return PackVerificationError(
        _("The files of the pack were not taken out"), what_happened, _("Ask the sender for the pack again.")
    )
