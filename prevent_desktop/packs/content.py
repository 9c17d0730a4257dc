"""What goes into a pack, in the words that its reader will see. Every word was written or chosen by a person.

Plain data, and light to import: a screen or a workflow makes a `PackContent`, and `document.build_document` sets it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.stated_danger import StatedDanger
from prevent_desktop.packs.sources import BytesSource, Source

LARGEST_EVIDENCE = 500_000_000
"""How many bytes of attachments a pack may hold."""


class Absence(StrEnum):
    """Why a question has no answer: nobody knows, nobody asked (with the reason), or something else that is said."""

    NOT_KNOWN = "not-known"
    NOT_ASKED = "not-asked"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One question and its answers as display text. `depth` is the nesting below its section, 0 at the top.

    `absence` marks an answer that says that there is none ("Not known"); `own_words` marks a quotation, `opinion` a
    professional's judgement, `view` somebody's view that another wrote down, and says in words whose. A line without an answer is a heading inside its section. `corrected` says what is right
    where the answer is wrong; `changed` that it is another one than in an earlier form, and since when. `place` names
    the answer for whoever keeps it back; it is printed nowhere.
    """

    question: str
    answers: tuple[str, ...] = ()
    depth: int = 0
    absence: Absence | None = None
    own_words: bool = False
    opinion: bool = False
    view: str = ""
    corrected: str = ""
    changed: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSection:
    """A section of a form: its title and its answered questions in reading order."""

    title: str
    lines: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackForm:
    """A finalised form. `data_json` is its QuestionnaireResponse, embedded as the file `data_name`.

    `response_id` is its opaque id in the sender's vault; `corrected` says when and why it was put right, if it was;
    `since` that it follows an earlier form, and what of that is not answered any more. `author` is who wrote it, as they sign: by role;
    `colleague` is their name where the case is shared and the laptop of somebody else than whoever signs the pack signed it;
    `questionnaire_json` the form itself in the version that was answered, as the JSON whose digest the answers name.
    A form that somebody else sent us says so in `came_from`, in words, and names their pack in `came_in`.
    """

    title: str
    version: str
    sections: tuple[PackSection, ...]
    data_name: str
    data_json: str
    illustrative: bool = False
    response_id: str = ""
    corrected: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    author: str = ""
    colleague: str = ""
    questionnaire_json: str = ""
    came_from: str = ""
    came_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMember:
    """Somebody of the household or family. `age` is in words and empty where it is not known; `child` is under 18."""

    name: str
    relationship: str
    age: str = ""
    child: bool = False
    lives_with: bool = True
    school: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHousehold:
    """Who lives with `person` (their name) or belongs to the family. `age` is in words, empty where not known."""

    person: str
    age: str
    members: tuple[PackMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPicture:
    """A picture as JPEG (RGB), upright, `width` by `height` pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAttachment:
    """A file that goes along, embedded as it is. `sha256` is of what `source` gives, in hexadecimal.

    `pictures` are what is shown of it on the pages, if it can be shown.
    """

    file_name: str
    media_type: str
    description: str
    sha256: str
    source: Source
    pictures: tuple[PackPicture, ...] = ()

    @classmethod
    def of_bytes(cls, file_name: str, media_type: str, description: str, data: bytes) -> Self:
        """A small one, in memory."""
        return cls(
            file_name=file_name,
            media_type=media_type,
            description=description,
            sha256=hashlib.sha256(data).hexdigest(),
            source=BytesSource(data),
        )


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
    by initials and age. `danger` is what was answered about immediate danger, and `stated_danger` the same for a program. `answer_by` is the day by which an answer
    is asked for. `audit_head` is the hexadecimal head of the vault's audit chain at that moment, printed on each page.
    `chronology` is oldest first.
    `answer_to` is the age recipient that answers are sealed to, and `record_json` who it is about (FHIR Patient).
    `about_key` is an opaque secret for this person and this receiver: what is worked out of it links their packs, and no others.
    `files_withheld` says why each file that is kept back from this receiver is. `countersigner` says who is to sign after the sender, in words; empty where nobody is: then no field waits. `named_lead`
    is the name of the one person who may, where there is only one.
    `ask_before_passing_on` is the sender's wish that the receiver asks before any of it is passed on. `sent_by_mistake` is the pack that its receiver is asked
    to delete: this one takes its place, which receivers believe where the same key signed both.
    `asks_for_timestamp` says that a timestamp authority is asked at the signature, whether or not it answers.
    """

    pack_id: str
    marking: str
    title: str
    sender: Practitioner
    recipient_name: str
    about_label: str
    signed_at: datetime
    in_short: str
    danger: str = ""
    stated_danger: StatedDanger = field(default_factory=StatedDanger)
    what_happened: tuple[str, ...]
    what_else: str
    what_protects: str
    ask: str
    answer_by: date | None = None
    person_facts: tuple[tuple[str, str], ...] = ()
    household: PackHousehold | None = None
    forms: tuple[PackForm, ...] = ()
    decision: PackForm | None = None
    chronology: tuple[Entry, ...] = ()
    attachments: tuple[PackAttachment, ...] = ()
    files_withheld: tuple[str, ...] = ()
    audit_head: str
    correction: PackCorrection | None = None
    answer_to: str = ""
    record_json: str = ""
    about_key: str = ""
    countersigner: str = ""
    named_lead: str = ""
    asks_for_timestamp: bool = False
    ask_before_passing_on: bool = False
    sent_by_mistake: str = ""

    @property
    def takes_the_place_of(self) -> str:
        """The pack whose place it takes at its receiver's; empty where nobody's."""
        return self.sent_by_mistake if self.correction is None else self.correction.pack_id

    @property
    def all_forms(self) -> tuple[PackForm, ...]:
        """The forms, with the decision to share."""
        return self.forms if self.decision is None else (*self.forms, self.decision)

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("the time of signing needs its offset from UTC")
