"""What a receiver reads out of a pack once it is verified: its title, what it corrects, the person as data, its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

RECORD_NAME = "record.json"
ANSWER_TO_NAME = "answer-to.json"
BUNDLE_NAME = "bundle.json"
"""What three of the files inside a pack are called. They stand here so that reading a pack needs nothing that writes pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file inside a pack. `name` is safe to write in a folder; `size` is in bytes, 0 where the pack does not tell."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """`person` is the FHIR Patient as JSON, `answer_to` an age recipient, `corrects` a pack id; each may be empty.

    `made_for` is what the sender calls the receiver that it was made for, `signed_as` who signs, as the pages say it.

    `danger` is what page one states about immediate danger, as `StatedDanger` writes it; empty where it is not known. `asks`
    is the beginning of what it asks for.

    `forms` are the answers as data: the JSON text of each QuestionnaireResponse, in the order of the pack.
    """

    title: str
    page_count: int
    made_for: str = ""
    signed_as: str = ""
    corrects: str = ""
    answer_by: date | None = None
    danger: str = ""
    asks: str = ""
    person: str = ""
    answer_to: str = ""
    files: tuple[PackedFile, ...] = ()
    forms: tuple[str, ...] = ()


def read_facts(verified_pdf: BinaryIO) -> PackFacts:
    """Read them; verify first. The file is read in pieces.

    Raises as `opening.verify_pack`, and PackVerificationError where they make no sense.
    """
    from prevent_desktop.packs.reader.asking import ask
    from prevent_desktop.packs.reader.questions import Facts

    facts: PackFacts = ask(PackFacts, Facts(), verified_pdf)
    return facts
