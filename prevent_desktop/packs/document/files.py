"""What is embedded in a pack: the evidence, and the data (`data`); as associated files (ISO 32000-2, 14.13).

Data is small and goes in with the pages. Evidence may be large, so it gets its names and its place there, and follows
in an update behind the finished pages, drawn from its source whenever somebody reads it (`evidence`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from pikepdf import Array, AttachedFileSpec, Name, Pdf, String

from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.document.data import data_files, data_names, free_name, questionnaire_names
from prevent_desktop.packs.document.metadata import pdf_date
from prevent_desktop.packs.sources import read_all


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file with its name inside the pack, and whether it is the data of a form or a supplement to it.

    `is_published` says that nothing of a person stands in it: a form, the same in every pack.
    """

    file: PackAttachment
    is_data: bool
    is_published: bool = False


def embedded_files(content: PackContent) -> list[EmbeddedFile]:
    """The attachments, then the data; no two have the same name, and the program's own names are never taken."""
    published = set(questionnaire_names(content))
    return [
        *(EmbeddedFile(file, is_data=False) for file in evidence_files(content)),
        *(
            EmbeddedFile(file, is_data=True, is_published=file.file_name in published)
            for file in data_files(content)
        ),
    ]


def evidence_files(content: PackContent) -> list[PackAttachment]:
    """The attachments, by the names that they have inside the pack."""
    taken = set(data_names(content))
    return [replace(file, file_name=free_name(file.file_name, taken)) for file in content.attachments]


def embed(pdf: Pdf, files: Sequence[EmbeddedFile], at: datetime) -> None:
    """Put the files into `pdf`, named, described, and associated with the document as a whole; evidence without content.

    `at` is when the pack was made: each file in it says that it was last changed then.
    """
    associated = Array()
    for embedded in files:
        file = embedded.file
        specification = AttachedFileSpec(
            pdf,
            read_all(file.source) if embedded.is_data else b"",
            filename=file.file_name,
            mime_type=file.media_type,
            description=file.description,
            relationship=Name.Data if embedded.is_data else Name.Supplement,
        )
        if embedded.is_published:
            specification.obj.EF.F.write(_deflated(read_all(file.source)), filter=Name.FlateDecode)
        parameters = specification.obj.EF.F.Params
        parameters.ModDate = String(pdf_date(at))
        if not embedded.is_data:
            parameters.Size = file.source.size
            del parameters["/CheckSum"]  # that of no bytes; SHA-256 stands in the list of files
        pdf.attachments[file.file_name] = specification
        associated.append(pdf.attachments[file.file_name].obj)
    if files:
        pdf.Root.AF = associated


@lru_cache(maxsize=32)
def _deflated(published: bytes) -> bytes:
    """A form as it lies in every pack. Only what says nothing of a person may be kept between packs."""
    return zlib.compress(published, level=9)
