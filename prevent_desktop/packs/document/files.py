"""What is embedded in a pack: the evidence, and the data (`data`); as associated files (ISO 32000-2, 14.13).

Data is small and goes in with the pages. Evidence may be large, so it gets its names and its place there, and follows
in an update behind the finished pages, drawn from its source whenever somebody reads it (`evidence`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pikepdf import Array, AttachedFileSpec, Name, Pdf, String

from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.document.data import data_files, data_names, free_name
from prevent_desktop.packs.document.metadata import pdf_date


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file with its name inside the pack, and whether it is the data of a form or a supplement to it."""

    file: PackAttachment
    is_data: bool


def embedded_files(content: PackContent) -> list[EmbeddedFile]:
    """The attachments, then the data; no two have the same name, and the program's own names are never taken."""
    data = tuple(data_files(content))
    evidence = evidence_files(content)
    return [
        *(EmbeddedFile(file, is_data=False) for file in evidence),
        *(EmbeddedFile(file, is_data=True) for file in data),
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
            file.source.open().read() if embedded.is_data else b"",
            filename=file.file_name,
            mime_type=file.media_type,
            description=file.description,
            relationship=Name.Data if embedded.is_data else Name.Supplement,
        )
        parameters = specification.obj.EF.F.Params
        parameters.ModDate = String(pdf_date(at))
        if not embedded.is_data:
            parameters.Size = file.source.size
            del parameters["/CheckSum"]  # that of no bytes; SHA-256 stands in the list of files
        pdf.attachments[file.file_name] = specification
        associated.append(pdf.attachments[file.file_name].obj)
    if files:
        pdf.Root.AF = associated
