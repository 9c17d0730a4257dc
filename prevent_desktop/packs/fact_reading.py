"""Reads the facts of a verified pack by pikepdf, within limits, as its author signed them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import BinaryIO

from pikepdf import Name, Object, Pdf

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.casework.stated_danger import StatedDanger
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.evidence.names import printable, safe_name
from prevent_desktop.packs.author_revision import authors_revision
from prevent_desktop.packs.extraction import file_data, specifications
from prevent_desktop.packs.pack_facts import ANSWER_TO_NAME, RECORD_NAME, PackedFile, PackFacts
from prevent_desktop.packs.passing_on import is_marked, marked
from prevent_desktop.packs.signing_keys import SIGNATURE_FIELD
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.translation import _

_LARGEST_DATA = 1 << 20
_LONGEST_TITLE = 200
_AGE_RECIPIENT = re.compile(r"age1[0-9a-z]{40,4000}")


def read(verified_pdf: BinaryIO) -> PackFacts:
    """See `pack_facts.read_facts`."""
    try:
        with authors_revision(verified_pdf) as (_file, pdf):
            return _facts(pdf)
    except PackVerificationError:
        raise
    except Exception as error:
        raise PackVerificationError(
            _("The pack cannot be read"),
            _("It is signed and whole, but what it holds as data makes no sense."),
            _("Ask the sender for the pack again."),
        ) from error


def _facts(pdf: Pdf) -> PackFacts:
    information = pdf.docinfo
    embedded = specifications(pdf)
    data = _data_files(embedded)
    forms = tuple(text for text in data.values() if _resource(text) == "QuestionnaireResponse")
    return PackFacts(
        title=_printable(str(information.get("/Title", ""))),
        page_count=len(pdf.pages),
        made_for=_printable(str(information.get("/MadeFor", ""))),
        signed_as=_signed_as(pdf),
        corrects=_matching(PACK_ID, str(information.get("/Corrects", ""))),
        danger=StatedDanger.of(str(information.get("/Danger", ""))).text,
        asks=_printable(str(information.get("/Asks", ""))),
        answer_by=_day(str(information.get("/AnswerBy", ""))),
        person=_person(data, forms),
        answer_to=_answer_to(data.get(ANSWER_TO_NAME, "")),
        files=_files(embedded),
        forms=forms,
    )


def _signed_as(pdf: Pdf) -> str:
    """The words of the author's signature field, which screen readers speak (ISO 32000-1, 12.7.3.1)."""
    form = pdf.Root.get(Name.AcroForm)
    fields = () if form is None else form.get(Name.Fields, ())
    told = (str(field.get(Name.TU, "")) for field in fields if field.get(Name.T) == SIGNATURE_FIELD)
    return _printable(next(told, ""))


def _files(embedded: list[tuple[str, Object]]) -> tuple[PackedFile, ...]:
    taken: set[str] = set()
    return tuple(
        PackedFile(
            name=safe_name(untrusted_name, taken),
            media_type=str(specification.EF.F.get(Name.Subtype, ""))[1:],
            size=_size(specification.EF.F),
        )
        for untrusted_name, specification in embedded
    )


def _size(stream: Object) -> int:
    parameters = stream.get(Name.Params)
    size = 0 if parameters is None else parameters.get(Name.Size, 0)
    return max(int(size), 0)


def _data_files(embedded: list[tuple[str, Object]]) -> dict[str, str]:
    """The small JSON files by name; of two with one name the first. The sender's own attachments are left alone."""
    found: dict[str, str] = {}
    for name, specification in embedded:
        stream = specification.EF.F
        if name in found or not _may_be_data(name, specification) or _size(stream) > _LARGEST_DATA:
            continue
        found[name] = file_data(stream, _LARGEST_DATA).decode("utf-8")
    return found


def _may_be_data(name: str, specification: Object) -> bool:
    is_data = specification.get(Name.AFRelationship) == Name.Data
    return is_data and name.endswith(".json")


def _resource(text: str) -> str:
    kind = _object(text).get("resourceType")
    return kind if isinstance(kind, str) else ""


def _object(text: str) -> Mapping[str, object]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def _person(data: Mapping[str, str], forms: Iterable[str]) -> str:
    """The person; with the mark of the forms, so that it is known also of a pack of which no form enters the record."""
    text = data.get(RECORD_NAME, "")
    if _resource(text) != "Patient":
        return ""
    asks = any(is_marked(_object(form)) for form in forms)
    return json_text(marked(_object(text))) if asks else text


def _answer_to(text: str) -> str:
    recipient = _object(text).get("recipient")
    return _matching(_AGE_RECIPIENT, recipient) if isinstance(recipient, str) else ""


def _matching(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _printable(text: str) -> str:
    return printable(text)[:_LONGEST_TITLE]
