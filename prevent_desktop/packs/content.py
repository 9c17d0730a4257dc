"""What goes into a pack, in the words that its reader will see. Every word was written or chosen by a person.

Plain data, and light to import: a screen or a workflow makes a `PackContent`, and `document.build_document` sets it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.organisation import Practitioner


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One question and its answers as display text. `depth` is the nesting below its section, 0 at the top.

    `absent` marks an answer that says that there is none ("Not known"); `own_words` marks a quotation. A line
    without an answer is a heading inside its section. `corrected` says what is right where the answer is wrong.
    """

    question: str
    answers: tuple[str, ...] = ()
    depth: int = 0
    absent: bool = False
    own_words: bool = False
    corrected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection:
    """A section of a form: its title and its answered questions in reading order."""

    title: str
    lines: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackForm:
    """A finalised form. `data_json` is its QuestionnaireResponse, embedded as the file `data_name`.

    `response_id` is its opaque id in the sender's vault; `corrected` says when and why it was put right, if it was.
    """

    title: str
    version: str
    sections: tuple[PackSection, ...]
    data_name: str
    data_json: str
    illustrative: bool = False
    response_id: str = ""
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAttachment:
    """A file that goes along, embedded as it is. `sha256` is of `data`, in hexadecimal."""

    file_name: str
    media_type: str
    description: str
    sha256: str
    data: bytes

    def __post_init__(self) -> None:
        if hashlib.sha256(self.data).hexdigest() != self.sha256:
            raise ValueError("the digest is not that of the data")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChange:
    """What to replace: in which form and `where`, the `wrong` words and the `right` ones."""

    form: str
    where: str
    wrong: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCorrection:
    """This pack takes the place of `pack_id`, which was signed on `signed_on`; `reasons` say why."""

    pack_id: str
    signed_on: date
    changes: tuple[PackChange, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackContent:
    """All of one pack for one receiver.

    `signed_at` is aware; its own offset is the one that readers see. `about_label` names the person for page one
    by initials and age. `answer_by` is the day by which an answer is asked for. `audit_head` is the hexadecimal
    head of the vault's audit chain at that moment, printed on each page. `chronology` is oldest first.
    """

    pack_id: str
    language: str = "en-GB"
    marking: str
    title: str
    sender: Practitioner
    recipient_name: str
    about_label: str
    signed_at: datetime
    in_short: str
    what_happened: tuple[str, ...]
    what_else: str
    what_protects: str
    ask: str
    answer_by: date | None = None
    person_facts: tuple[tuple[str, str], ...] = ()
    forms: tuple[PackForm, ...] = ()
    decision: PackForm | None = None
    chronology: tuple[Entry, ...] = ()
    attachments: tuple[PackAttachment, ...] = ()
    audit_head: str
    correction: PackCorrection | None = None

    @property
    def all_forms(self) -> tuple[PackForm, ...]:
        """The forms, with the decision to share."""
        return self.forms if self.decision is None else (*self.forms, self.decision)

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("the time of signing needs its offset from UTC")
