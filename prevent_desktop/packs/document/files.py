"""What is embedded in a pack: the responses as data, and the attachments; as associated files (ISO 32000-2, 14.13)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pikepdf import Array, AttachedFileSpec, Name, Pdf

from prevent_desktop.packs.content import PackAttachment, PackContent, PackForm
from prevent_desktop.translation import _

RESPONSE_MEDIA_TYPE = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file with its name inside the pack, and whether it is the data of a form or a supplement to it."""

    file: PackAttachment
    is_data: bool


def _data_file(form: PackForm) -> PackAttachment:
    data = form.data_json.encode()
    return PackAttachment(
        file_name=form.data_name,
        media_type=RESPONSE_MEDIA_TYPE,
        description=_("The answers of {form} as data (FHIR QuestionnaireResponse)").format(form=form.title),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )


def _free_name(wanted: str, taken: set[str]) -> str:
    path, number, name = PurePosixPath(wanted), 2, wanted
    while name in taken:
        name = f"{path.stem} ({number}){path.suffix}"
        number += 1
    taken.add(name)
    return name


def embedded_files(content: PackContent) -> list[EmbeddedFile]:
    """The attachments, then the data of each form; no two have the same name."""
    forms = [*content.forms, *([content.decision] if content.decision else [])]
    files = [EmbeddedFile(file, is_data=False) for file in content.attachments]
    files += [EmbeddedFile(_data_file(form), is_data=True) for form in forms]
    taken: set[str] = set()
    return [
        EmbeddedFile(replace(file.file, file_name=_free_name(file.file.file_name, taken)), file.is_data)
        for file in files
    ]


def embed(pdf: Pdf, files: Sequence[EmbeddedFile]) -> None:
    """Put the files into `pdf`, named, described, and associated with the document as a whole."""
    associated = Array()
    for embedded in files:
        file = embedded.file
        specification = AttachedFileSpec(
            pdf,
            file.data,
            filename=file.file_name,
            mime_type=file.media_type,
            description=file.description,
            relationship=Name.Data if embedded.is_data else Name.Supplement,
        )
        pdf.attachments[file.file_name] = specification
        associated.append(pdf.attachments[file.file_name].obj)
    if files:
        pdf.Root.AF = associated
