"""What is embedded in a pack: the evidence, and the responses as data; as associated files (ISO 32000-2, 14.13).

Data is small and goes in with the pages. Evidence may be large, so it gets its names and its place there, and follows
in an update behind the finished pages, drawn from its source whenever somebody reads it (`evidence`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from pikepdf import Array, AttachedFileSpec, Name, Pdf, String

from prevent_desktop.packs.content import PackAttachment, PackContent, PackForm
from prevent_desktop.packs.document.metadata import pdf_date
from prevent_desktop.packs.pack_facts import ANSWER_TO_NAME, RECORD_NAME
from prevent_desktop.translation import _

RESPONSE_MEDIA_TYPE = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file with its name inside the pack, and whether it is the data of a form or a supplement to it."""

    file: PackAttachment
    is_data: bool


def _data_files(content: PackContent) -> Iterator[PackAttachment]:
    for form in content.all_forms:
        yield _answers(form)
    if content.record_json:
        about = _("Who this is about, as data (FHIR Patient)")
        yield PackAttachment.of_bytes(RECORD_NAME, RESPONSE_MEDIA_TYPE, about, content.record_json.encode())
    if content.answer_to:
        key = json.dumps({"version": 1, "recipient": content.answer_to}).encode()
        yield PackAttachment.of_bytes(ANSWER_TO_NAME, "application/json", _("Key for the answer"), key)


def _answers(form: PackForm) -> PackAttachment:
    about = _("The answers of {form} as data (FHIR QuestionnaireResponse)").format(form=form.title)
    return PackAttachment.of_bytes(form.data_name, RESPONSE_MEDIA_TYPE, about, form.data_json.encode())


def _free_name(wanted: str, taken: set[str]) -> str:
    path, number, name = PurePosixPath(wanted), 2, wanted
    while name in taken:
        name = f"{path.stem} ({number}){path.suffix}"
        number += 1
    taken.add(name)
    return name


def embedded_files(content: PackContent) -> list[EmbeddedFile]:
    """The attachments, then the data; no two have the same name, and the program's own names are never taken."""
    data = [EmbeddedFile(file, is_data=True) for file in _data_files(content)]
    taken = {embedded.file.file_name for embedded in data}
    evidence = [
        EmbeddedFile(replace(file, file_name=_free_name(file.file_name, taken)), is_data=False)
        for file in content.attachments
    ]
    return [*evidence, *_numbered(data)]


def _numbered(data: Sequence[EmbeddedFile]) -> Iterator[EmbeddedFile]:
    taken: set[str] = set()
    for each in data:
        yield EmbeddedFile(replace(each.file, file_name=_free_name(each.file.file_name, taken)), each.is_data)


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
