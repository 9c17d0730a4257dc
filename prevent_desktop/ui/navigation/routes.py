"""The routes: every page that can be opened, as a value that can be written out and read again. No Qt.

A route names what its page is about by the id of one record: `person_id`, `case_id`, `note_id`, `response_id`, `pack_id`,
`received_id`, `draft_id`, `conflict_id`, `certificate_id`; whether that record is still there is found by the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, NamedTuple, get_args, get_type_hints

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.translation import _
from prevent_desktop.ui.shell.rooms import Room


class SettingsPart(StrEnum):
    """A part of the settings that other pages lead to."""

    AS_LEFT = ""
    BACK_UP = "back_up"
    CONNECTION = "connection"
    KEEPING = "keeping"
    ORGANISATION = "organisation"
    RECEIVING = "receiving"


# -- the entries of the side bar


@dataclass(frozen=True, slots=True)
class MyWork:
    """The first page."""


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who is recorded."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What has come in, at a receiving desk."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What is on its way."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """The guidance, as it was left."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, at one part of them where it is named."""

    part: SettingsPart = SettingsPart.AS_LEFT


@dataclass(frozen=True, slots=True)
class GuidanceBeside:
    """A page of the guidance (``page#heading``) beside the page that is shown."""

    target: str


# -- people


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody new."""


@dataclass(frozen=True, slots=True)
class Record:
    """A person's record, with one entry of its chronology open (``note:<id>``) where one is named."""

    person_id: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class RecordOfCase:
    """The record of the person that a case is about."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Details:
    """Change the details of a case's person."""

    case_id: str


@dataclass(frozen=True, slots=True)
class SubjectAccess:
    """The copy of everything about a person that they ask for."""

    person_id: str


# -- writing


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a case."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Event:
    """A dated line of the chronology."""

    case_id: str


@dataclass(frozen=True, slots=True)
class NoteAbout:
    """Whom a note is about."""


@dataclass(frozen=True, slots=True)
class ScreeningAbout:
    """Whom a screening is about."""


# -- forms


@dataclass(frozen=True, slots=True)
class FormChoice:
    """All forms for a case, to choose from; `looking_for` stands in the search field."""

    case_id: str
    person_id: str = field(default="", compare=False)
    looking_for: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StartForm:
    """A form for a case: its unfinished draft, or a new one; the choice where it may also start as a copy."""

    case_id: str
    form_id: str


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form for a case: its unfinished draft, or an empty one."""

    case_id: str
    form_id: str


@dataclass(frozen=True, slots=True)
class CopiedForm:
    """A form for a case, as a copy of the last one."""

    case_id: str
    form_id: str


@dataclass(frozen=True, slots=True)
class FormFromNote:
    """A form that a note grows into."""

    note_id: str
    form_id: str


@dataclass(frozen=True, slots=True)
class Addendum:
    """An addendum to a finished form; without one named, to the one that was finished last.

    `pack_id` is the pack in which the mistake was found, or about which its receiver asked.
    """

    case_id: str
    response_id: str = ""
    pack_id: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form where it was left; its answers to read where it is frozen. `person_id` is whom it is about, once that is known."""

    response_id: str
    person_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FormToMend:
    """A draft at the first question that still asks for something; where it was left when none does."""

    response_id: str


@dataclass(frozen=True, slots=True)
class FormOnNewDay:
    """A copy of a finished form at the day by which it asks for an answer, which is over."""

    response_id: str


@dataclass(frozen=True, slots=True)
class Check:
    """All answers of a form on one page."""

    response_id: str
    person_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """Try a form; nothing of it is kept."""

    form_id: str


# -- packs


@dataclass(frozen=True, slots=True)
class PreparePack:
    """Check, sign and queue."""

    case_id: str


@dataclass(frozen=True, slots=True)
class WhoSeesWhat:
    """What each receiver sees of a case, and what is withheld."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The pages of a signed pack."""

    pack_id: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """Who got a pack that has a mistake, and its correction."""

    pack_id: str


@dataclass(frozen=True, slots=True)
class Countersign:
    """The vault's pack with this id, or one that was handed over, to be countersigned."""

    pack_id: str = ""


# -- what comes in


@dataclass(frozen=True, slots=True)
class ReceivedPack:
    """One received pack in full."""

    received_id: str


@dataclass(frozen=True, slots=True)
class CheckFile:
    """A pack that came as a plain file."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call about one of our packs, to be written down."""

    pack_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a pack that came in."""

    received_id: str
    kind: AnswerKind


# -- drafts for comment


@dataclass(frozen=True, slots=True)
class Drafts:
    """All drafts for comment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A colleague's draft to comment on, or one's own with what came back."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class HandOn:
    """Hand a draft on, alone or with others of its case."""

    response_id: str


# -- keeping


@dataclass(frozen=True, slots=True)
class Differences:
    """What two laptops say differently."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One of them."""

    conflict_id: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept and for how long."""


@dataclass(frozen=True, slots=True)
class CaseKeeping:
    """How long one case is kept."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Disposal:
    """What a disposal of one case would take."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure of everything about a person would take."""

    person_id: str


@dataclass(frozen=True, slots=True)
class Certificates:
    """What was disposed of; `certificate_id` is one that was just made, and is open."""

    certificate_id: str = field(default="", compare=False)


Route = (
    MyWork | People | Inbox | Outbox | Guidance | Settings | GuidanceBeside
    | NewPerson | Record | RecordOfCase | Details | SubjectAccess | Note | Event | NoteAbout | ScreeningAbout
    | FormChoice | StartForm | NewForm | CopiedForm | FormFromNote | Addendum | Form | FormToMend | FormOnNewDay | Check | Preview
    | PreparePack | WhoSeesWhat | Pack | Mistake | Countersign
    | ReceivedPack | CheckFile | Call | Answer | Drafts | Draft | HandOn
    | Differences | Difference | Keeping | CaseKeeping | Disposal | Erasure | Certificates
)  # fmt: skip

ROUTES: Mapping[str, type[Route]] = {kind.__name__: kind for kind in get_args(Route)}
"""Every kind of route by the name that it is written out with."""


class About(NamedTuple):
    """What is said of a kind of route: the entry of the side bar it belongs to, its title, and words that find it too."""

    room: Room
    title: str
    words: str


def about(kind: type[Route]) -> About:
    """What is said of this kind of route, in the chosen language."""
    return {
        MyWork: About(Room.MY_WORK, _("My work"), _("home to finish due")),
        People: About(Room.PEOPLE, _("People"), _("find search person")),
        Inbox: About(Room.INBOX, _("Inbox"), _("received packs come in")),
        Outbox: About(Room.OUTBOX, _("Outbox"), _("send sent delivered waiting")),
        Guidance: About(Room.GUIDANCE, _("Guidance"), _("help how to")),
        Settings: About(Room.SETTINGS, _("Settings"), _("change options")),
        GuidanceBeside: About(Room.GUIDANCE, _("Guidance beside this page"), _("help how to")),
        NewPerson: About(Room.PEOPLE, _("Add a person"), _("new somebody")),
        Record: About(Room.PEOPLE, _("Record"), _("person chronology case")),
        RecordOfCase: About(Room.PEOPLE, _("Record of a case"), _("person chronology")),
        Details: About(Room.MY_WORK, _("Details of the person"), _("name address birth change")),
        SubjectAccess: About(Room.PEOPLE, _("A copy for the person"), _("subject access request")),
        Note: About(Room.MY_WORK, _("Write a note"), _("new text")),
        Event: About(Room.MY_WORK, _("Add an event"), _("new chronology date")),
        NoteAbout: About(Room.MY_WORK, _("Write a note about somebody"), _("new text")),
        ScreeningAbout: About(Room.MY_WORK, _("Start a screening"), _("new form begin")),
        FormChoice: About(Room.PEOPLE, _("Choose a form"), _("all forms start")),
        StartForm: About(Room.MY_WORK, _("Start a form"), _("new begin go on")),
        NewForm: About(Room.MY_WORK, _("Start an empty form"), _("new begin go on")),
        CopiedForm: About(Room.MY_WORK, _("Start a form as a copy"), _("new again last")),
        FormFromNote: About(Room.MY_WORK, _("Go on with a note in a form"), _("new grow")),
        Addendum: About(Room.MY_WORK, _("Correct a finished form or add to it"), _("addendum mistake")),
        Form: About(Room.MY_WORK, _("Form"), _("answers questions open")),
        FormToMend: About(Room.MY_WORK, _("What a form still asks for"), _("missing mend")),
        FormOnNewDay: About(Room.MY_WORK, _("Say a new day for the answer"), _("late date over")),
        Check: About(Room.MY_WORK, _("Check answers"), _("finish freeze")),
        Preview: About(Room.SETTINGS, _("Try a form"), _("preview test")),
        PreparePack: About(Room.MY_WORK, _("Prepare a referral pack"), _("sign send queue share")),
        WhoSeesWhat: About(Room.MY_WORK, _("What each receiver sees"), _("withhold leave out share")),
        Pack: About(Room.PEOPLE, _("Signed pack"), _("pages read sent")),
        Mistake: About(Room.PEOPLE, _("A pack has a mistake"), _("correct withdraw wrong")),
        Countersign: About(Room.PEOPLE, _("Countersign a pack"), _("lead second signature")),
        ReceivedPack: About(Room.INBOX, _("Received pack"), _("read came in")),
        CheckFile: About(Room.INBOX, _("Check a pack file"), _("verify signature mail stick")),
        Call: About(Room.MY_WORK, _("Write down a call"), _("phone telephone receiver")),
        Answer: About(Room.INBOX, _("Answer a pack"), _("reply decision outcome feedback")),
        Drafts: About(Room.MY_WORK, _("Drafts for comment"), _("colleague review")),
        Draft: About(Room.MY_WORK, _("A draft for comment"), _("colleague review")),
        HandOn: About(Room.MY_WORK, _("Hand a draft on for comment"), _("colleague review")),
        Differences: About(Room.MY_WORK, _("Differences between your laptops"), _("merge join two copies")),
        Difference: About(Room.MY_WORK, _("Two laptops differ"), _("merge join choose")),
        Keeping: About(Room.PEOPLE, _("Keeping and disposing"), _("retention how long due")),
        CaseKeeping: About(Room.PEOPLE, _("How long this case is kept"), _("retention hold extend close")),
        Disposal: About(Room.PEOPLE, _("Dispose of a case"), _("delete remove retention")),
        Erasure: About(Room.PEOPLE, _("Erase everything about a person"), _("delete remove right")),
        Certificates: About(Room.PEOPLE, _("Certificates of disposal"), _("deleted removed")),
    }[kind]  # fmt: skip


def room_route(room: Room) -> Route:
    """The route of an entry of the side bar."""
    found: dict[Room, Route] = {
        Room.MY_WORK: MyWork(),
        Room.PEOPLE: People(),
        Room.INBOX: Inbox(),
        Room.OUTBOX: Outbox(),
        Room.GUIDANCE: Guidance(),
        Room.SETTINGS: Settings(),
    }
    return found[room]


def subjects(route: Route) -> Mapping[str, str]:
    """The ids of the records that a route is about, by field; those that it leaves open are not in it."""
    found = {each.name: str(getattr(route, each.name)) for each in fields(route) if each.name.endswith("_id")}
    return {name: value for name, value in found.items() if value}


def write_out(route: Route) -> dict[str, str]:
    """The route as an object for JSON, for `read_route`."""
    return {"route": type(route).__name__, **{each.name: getattr(route, each.name) for each in fields(route)}}


def read_route(untrusted: Any) -> Route:
    """What `write_out` wrote. Raises ValueError where that is no route of ours, or has other fields than it."""
    if not isinstance(untrusted, dict) or not all(isinstance(value, str) for value in untrusted.values()):
        raise ValueError("not a route")
    values = dict(untrusted)
    kind = ROUTES.get(values.pop("route", ""))
    if kind is None or set(values) != {each.name for each in fields(kind)}:
        raise ValueError("not a route of this version")
    types = get_type_hints(kind)
    return kind(**{name: types[name](value) for name, value in values.items()})
