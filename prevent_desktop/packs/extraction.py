"""Takes the embedded files out of a pack, by pikepdf, within limits and with names that no file system minds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pikepdf import Name, Object, Pdf, Stream

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.packs.author_revision import authors_revision
from prevent_desktop.packs.stored_files import Place, place_of
from prevent_desktop.translation import _

_MOST_FILES = 1_000
_MOST_BYTES = 1_000_000_000


def extract_each(untrusted_pdf: BinaryIO) -> Iterator[tuple[str, str, Place | bytes]]:
    """The embedded files as (name, media type, where they lie or what they are). See `opening.extract_each`."""
    try:
        with authors_revision(untrusted_pdf) as (file, pdf):
            yield from _files(file, pdf)
    except PackVerificationError:
        raise
    except Exception as error:
        raise _refused(_("The files inside the pack cannot be read.")) from error


def _files(untrusted_pdf: BinaryIO, pdf: Pdf) -> Iterator[tuple[str, str, Place | bytes]]:
    taken: set[str] = set()
    most = _MOST_BYTES
    for untrusted_name, specification in specifications(pdf):
        stream = specification.EF.F
        place = place_of(untrusted_pdf, pdf, stream) if isinstance(stream, Stream) else None
        held = file_data(stream, most) if place is None else place
        most -= held.size if isinstance(held, Place) else len(held)
        if most < 0:
            raise _refused(_("The files inside the pack are too large."))
        yield safe_name(untrusted_name, taken), str(stream.get(Name.Subtype, ""))[1:], held


def specifications(pdf: Pdf) -> list[tuple[str, Object]]:
    """The embedded files, each by its untrusted name; PackVerificationError for more than we take."""
    if len(pdf.attachments) > _MOST_FILES:
        raise _refused(_("The pack holds more than {count} files.").format(count=_MOST_FILES))
    return [(name, pdf.attachments[name].obj) for name in pdf.attachments]


def file_data(stream: Object, most: int) -> bytes:
    """The bytes of one file, at most `most` of them however far they unpack."""
    if not isinstance(stream, Stream):
        raise _refused(_("A file inside the pack is missing."))
    raw = stream.read_raw_bytes()
    kind = stream.get(Name.Filter)
    if kind is None:
        data = raw
    elif kind == Name.FlateDecode and Name.DecodeParms not in stream:
        data = zlib.decompressobj().decompress(raw, most + 1)
    else:
        raise _refused(_("A file inside the pack is packed in a way that packs do not use."))
    if len(data) > most:
        raise _refused(_("The files inside the pack are too large."))
    return data


def _refused(what_happened: str) -> PackVerificationError:
    return PackVerificationError(
        _("The files of the pack were not taken out"), what_happened, _("Ask the sender for the pack again.")
    )
