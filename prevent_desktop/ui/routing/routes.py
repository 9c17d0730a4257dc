"""The routes: every page that can be opened, as a value that can be written out and read again. No Qt.

A route names what its page is about by the id of one record: `person_id`, `case_id`, `note_id`, `response_id`, `pack_id`,
`attachment_id`, `received_id`, `draft_id`, `conflict_id`, `certificate_id`; whether that record is still there is found by the field's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, get_type_hints

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.translation import N_, _
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.settings_parts import SettingsPart


@dataclass(frozen=True)
class Route:
    """A page that can be opened. `section` is the entry of the side bar that it belongs to."""

    section: ClassVar[NavSection]
    _title: ClassVar[str]
    _words: ClassVar[str]

    def __init_subclass__(cls, *, section: NavSection, title: str, words: str) -> None:
        cls.section, cls._title, cls._words = section, title, words

    @property
    def title(self) -> str:
        """What it is called."""
        return _(self._title)

    @property
    def words(self) -> str:
        """Words that find it, beside those of its title."""
        return _(self._words)

    @property
    def subjects(self) -> Mapping[str, str]:
        """The ids of the records that it is about, by field; those that it leaves open are not in it."""
        ids = {each.name: getattr(self, each.name) for each in fields(self) if each.name.endswith("_id")}
        return {name: value for name, value in ids.items() if value}


# -- the entries of the side bar


@dataclass(frozen=True)
class MyWork(Route, section=NavSection.MY_WORK, title=N_("My work"), words=N_("home to finish due")):
    """The first page."""


@dataclass(frozen=True)
class People(Route, section=NavSection.PEOPLE, title=N_("People"), words=N_("find search person")):
    """Everybody who is recorded; `looking_for` stands in the search field where there is any."""

    looking_for: str = field(default="", compare=False)


@dataclass(frozen=True)
class Inbox(Route, section=NavSection.INBOX, title=N_("Inbox"), words=N_("received packs come in")):
    """What has come in, at a receiving desk."""


@dataclass(frozen=True)
class Outbox(Route, section=NavSection.OUTBOX, title=N_("Outbox"), words=N_("send sent delivered waiting")):
    """What is on its way."""


@dataclass(frozen=True)
class Team(Route, section=NavSection.TEAM, title=N_("Team"), words=N_("members deputy lead shared circle")):
    """Who works together, and what they share."""


@dataclass(frozen=True)
class Guidance(Route, section=NavSection.GUIDANCE, title=N_("Guidance"), words=N_("help how to")):
    """The guidance: a page of it (``page#heading``), or as it was left where none is named."""

    target: str = field(default="", compare=False)


@dataclass(frozen=True)
class Settings(Route, section=NavSection.SETTINGS, title=N_("Settings"), words=N_("change options")):
    """The settings, at one part of them where it is named.

    `back`: once something is kept there, it leads back to My work (``ready``) or to sending a case to the lead (the
    case's id); else it stays. A lock forgets it.
    """

    part: SettingsPart = SettingsPart.AS_LEFT
    back: str = field(default="", compare=False)


@dataclass(frozen=True)
class GuidanceBeside(
    Route, section=NavSection.GUIDANCE, title=N_("Guidance beside this page"), words=N_("help how to")
):
    """A page of the guidance (``page#heading``) beside the page that is shown."""

    target: str


# -- people


@dataclass(frozen=True)
class NewPerson(Route, section=NavSection.PEOPLE, title=N_("Add a person"), words=N_("new somebody")):
    """Somebody new; `name` is what was looked for and not found, where that leads here."""

    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class BringNamesIn(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Bring names in"),
    words=N_("pupils import school list CSV Excel SIMS Arbor Bromcom"),
):
    """The school's list of pupils: what is here of it, and the next one."""


@dataclass(frozen=True)
class Record(Route, section=NavSection.PEOPLE, title=N_("Record"), words=N_("person chronology case")):
    """A person's record, with one entry of its chronology open (``note:<id>``) where one is named."""

    person_id: str
    entry: str = ""


@dataclass(frozen=True)
class RecordOfCase(
    Route, section=NavSection.PEOPLE, title=N_("Record of a case"), words=N_("person chronology")
):
    """The record of the person that a case is about."""

    case_id: str


@dataclass(frozen=True)
class AttachedFile(
    Route,
    section=NavSection.PEOPLE,
    title=N_("File in a record"),
    words=N_("attachment letter picture look preview"),
):
    """A file of a record, to be looked at. `person_id` is whom that is about, once that is known."""

    attachment_id: str
    person_id: str = field(default="", compare=False)


@dataclass(frozen=True)
class Details(
    Route,
    section=NavSection.MY_WORK,
    title=N_("Details of the person"),
    words=N_("name address birth change"),
):
    """Change the details of a case's person."""

    case_id: str


@dataclass(frozen=True)
class SubjectAccess(
    Route, section=NavSection.PEOPLE, title=N_("A copy for the person"), words=N_("subject access request")
):
    """The copy of everything about a person that they ask for."""

    person_id: str


# -- writing


@dataclass(frozen=True)
class Note(Route, section=NavSection.MY_WORK, title=N_("Write a note"), words=N_("new text")):
    """A note about a case."""

    case_id: str


@dataclass(frozen=True)
class Event(Route, section=NavSection.MY_WORK, title=N_("Add an event"), words=N_("new chronology date")):
    """A dated line of the chronology."""

    case_id: str


@dataclass(frozen=True)
class NoteAbout(
    Route, section=NavSection.MY_WORK, title=N_("Write a note about somebody"), words=N_("new text")
):
    """Whom a note is about."""


@dataclass(frozen=True)
class ScreeningAbout(
    Route, section=NavSection.MY_WORK, title=N_("Start a screening"), words=N_("new form begin")
):
    """Whom a screening is about."""


@dataclass(frozen=True)
class ConcernAbout(
    Route,
    section=NavSection.MY_WORK,
    title=N_("Record a concern"),
    words=N_("new form worry notice report begin"),
):
    """Whom a concern is about."""


# -- forms


@dataclass(frozen=True)
class FormAbout(
    Route,
    section=NavSection.MY_WORK,
    title=N_("Start a form about somebody"),
    words=N_("new begin person choose"),
):
    """Whom a form is about."""

    form_id: str


@dataclass(frozen=True)
class FormChoice(Route, section=NavSection.PEOPLE, title=N_("Choose a form"), words=N_("all forms start")):
    """All forms for a case, to choose from; `looking_for` stands in the search field."""

    case_id: str
    person_id: str = field(default="", compare=False)
    looking_for: str = field(default="", compare=False)


@dataclass(frozen=True)
class StartForm(Route, section=NavSection.MY_WORK, title=N_("Start a form"), words=N_("new begin go on")):
    """A form for a case: its unfinished draft, or a new one; the choice where it may also start as a copy."""

    case_id: str
    form_id: str


@dataclass(frozen=True)
class NewForm(
    Route, section=NavSection.MY_WORK, title=N_("Start an empty form"), words=N_("new begin go on")
):
    """A form for a case: its unfinished draft, or an empty one."""

    case_id: str
    form_id: str


@dataclass(frozen=True)
class CopiedForm(
    Route, section=NavSection.MY_WORK, title=N_("Start a form as a copy"), words=N_("new again last")
):
    """A form for a case, as a copy of the last one."""

    case_id: str
    form_id: str


@dataclass(frozen=True)
class FormFromNote(
    Route, section=NavSection.MY_WORK, title=N_("Go on with a note in a form"), words=N_("new grow")
):
    """A form that a note grows into."""

    note_id: str
    form_id: str


@dataclass(frozen=True)
class Addendum(
    Route,
    section=NavSection.MY_WORK,
    title=N_("Correct a finished form or add to it"),
    words=N_("addendum mistake"),
):
    """An addendum to a finished form; without one named, to the one that was finished last.

    `pack_id` is the pack in which the mistake was found, or about which its receiver asked.
    """

    case_id: str
    response_id: str = ""
    pack_id: str = ""


@dataclass(frozen=True)
class Form(Route, section=NavSection.MY_WORK, title=N_("Form"), words=N_("answers questions open")):
    """A form where it was left; its answers to read where it is frozen. `person_id` is whom it is about, once that is known."""

    response_id: str
    person_id: str = field(default="", compare=False)


@dataclass(frozen=True)
class FormToMend(
    Route, section=NavSection.MY_WORK, title=N_("What a form still asks for"), words=N_("missing fix")
):
    """A draft at the first question that still asks for something; where it was left when none does."""

    response_id: str


@dataclass(frozen=True)
class FormOnNewDay(
    Route, section=NavSection.MY_WORK, title=N_("Say a new day for the answer"), words=N_("late date over")
):
    """A copy of a finished form at the day by which it asks for an answer, which is over."""

    response_id: str


@dataclass(frozen=True)
class Check(Route, section=NavSection.MY_WORK, title=N_("Check answers"), words=N_("finish freeze")):
    """All answers of a form on one page."""

    response_id: str
    person_id: str = field(default="", compare=False)


@dataclass(frozen=True)
class Preview(Route, section=NavSection.SETTINGS, title=N_("Try a form"), words=N_("preview test")):
    """Try a form; nothing of it is kept."""

    form_id: str


# -- packs


@dataclass(frozen=True)
class PreparePack(
    Route, section=NavSection.MY_WORK, title=N_("Prepare a referral pack"), words=N_("sign send queue share")
):
    """Check, sign and queue."""

    case_id: str


@dataclass(frozen=True)
class SendToLead(
    Route, section=NavSection.MY_WORK, title=N_("Send it to your lead"), words=N_("give hand concern desk")
):
    """Give what was recorded to the lead, and see where it is."""

    case_id: str


@dataclass(frozen=True)
class WhoSeesWhat(
    Route,
    section=NavSection.MY_WORK,
    title=N_("What each receiver sees"),
    words=N_("withhold leave out share"),
):
    """What each receiver sees of a case, and what is withheld."""

    case_id: str


@dataclass(frozen=True)
class Pack(Route, section=NavSection.PEOPLE, title=N_("Signed pack"), words=N_("pages read sent")):
    """The pages of a signed pack."""

    pack_id: str


@dataclass(frozen=True)
class Mistake(
    Route, section=NavSection.PEOPLE, title=N_("A pack has a mistake"), words=N_("correct withdraw wrong")
):
    """Who got a pack that has a mistake, and its correction."""

    pack_id: str


@dataclass(frozen=True)
class Countersign(
    Route, section=NavSection.PEOPLE, title=N_("Countersign a pack"), words=N_("lead second signature")
):
    """The vault's pack with this id, or one that was handed over, to be countersigned."""

    pack_id: str = ""


@dataclass(frozen=True)
class MoveFile(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Move the file to another school"),
    words=N_("new school leaves transfer child protection file receipt"),
):
    """Send a child’s whole file to the new school, and see whether it came."""

    person_id: str


# -- what comes in


@dataclass(frozen=True)
class ReceivedPack(Route, section=NavSection.INBOX, title=N_("Received pack"), words=N_("read came in")):
    """One received pack in full."""

    received_id: str


@dataclass(frozen=True)
class ReceivedFile(
    Route,
    section=NavSection.INBOX,
    title=N_("File in a received pack"),
    words=N_("attachment letter picture look preview"),
):
    """A file inside a received pack, by its name there."""

    received_id: str
    file_name: str


@dataclass(frozen=True)
class CheckFile(
    Route, section=NavSection.OUTBOX, title=N_("Check a pack file"), words=N_("verify signature mail stick")
):
    """A pack that came as a plain file; also for whoever has no receiving desk, as a lead who got it under six words."""


@dataclass(frozen=True)
class HandOver(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Change who owns a case"),
    words=N_("give assign take colleague deputy"),
):
    """Who owns a case from now on, and why; `to` is the member who was chosen already, where somebody was."""

    case_id: str
    to: str = field(default="", compare=False)


@dataclass(frozen=True)
class Call(
    Route, section=NavSection.MY_WORK, title=N_("Write down a call"), words=N_("phone telephone receiver")
):
    """A call about one of our packs, to be written down."""

    pack_id: str


@dataclass(frozen=True)
class Answer(
    Route, section=NavSection.INBOX, title=N_("Answer a pack"), words=N_("reply decision outcome feedback")
):
    """An answer to a pack that came in."""

    received_id: str
    kind: AnswerKind


# -- drafts for comment


@dataclass(frozen=True)
class Drafts(Route, section=NavSection.MY_WORK, title=N_("Drafts for comment"), words=N_("colleague review")):
    """All drafts for comment."""


@dataclass(frozen=True)
class Draft(Route, section=NavSection.MY_WORK, title=N_("A draft for comment"), words=N_("colleague review")):
    """A colleague's draft to comment on, or one's own with what came back."""

    draft_id: str


@dataclass(frozen=True)
class HandOn(
    Route, section=NavSection.MY_WORK, title=N_("Ask a colleague about a draft"), words=N_("colleague review")
):
    """Hand a draft on, alone or with others of its case."""

    response_id: str


# -- the team


@dataclass(frozen=True)
class FoundTeam(
    Route,
    section=NavSection.TEAM,
    title=N_("Begin or join a team"),
    words=N_("team start found second key invitation slip lead left"),
):
    """Beginning a team, its second key, joining one by an invitation, and going on where a lead has left."""


@dataclass(frozen=True)
class InviteToTeam(
    Route,
    section=NavSection.TEAM,
    title=N_("Invite people to the team"),
    words=N_("team slip code staff list member laptop"),
):
    """Whom to invite, the slips, and how each of them stands."""


@dataclass(frozen=True)
class ChooseCases(
    Route, section=NavSection.TEAM, title=N_("Choose the cases that you share"), words=N_("team share circle")
):
    """The cases that are shared, and those that are not yet."""


@dataclass(frozen=True)
class WhoMaySee(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Who may see this case"),
    words=N_("team share keep from circle restricted"),
):
    """With whom one case is shared."""

    case_id: str


@dataclass(frozen=True)
class TeamMember(
    Route, section=NavSection.TEAM, title=N_("Somebody of the team"), words=N_("remove laptop lost left role")
):
    """One member, their laptops and their role; `member` is their id in the organisation's profile."""

    member: str


@dataclass(frozen=True)
class WhileAway(
    Route,
    section=NavSection.MY_WORK,
    title=N_("While you were away"),
    words=N_("cover holiday sick back done others"),
):
    """What others did in one's cases meanwhile; `absence` is the cover's number."""

    absence: str


@dataclass(frozen=True)
class TeamDifferences(
    Route,
    section=NavSection.TEAM,
    title=N_("Differences in shared cases"),
    words=N_("team settle both same time conflict"),
):
    """What members said differently about the same thing."""


@dataclass(frozen=True)
class TeamDifference(
    Route, section=NavSection.TEAM, title=N_("A difference to settle"), words=N_("team both choose")
):
    """One of them."""

    difference: str


@dataclass(frozen=True)
class SetAside(
    Route,
    section=NavSection.TEAM,
    title=N_("Changes that were set aside"),
    words=N_("team refused forged reason"),
):
    """What came from the team's mailbox and was not taken, and why."""


# -- keeping


@dataclass(frozen=True)
class Differences(
    Route,
    section=NavSection.MY_WORK,
    title=N_("Differences between your laptops"),
    words=N_("merge join two copies"),
):
    """What two laptops say differently."""


@dataclass(frozen=True)
class Difference(
    Route, section=NavSection.MY_WORK, title=N_("Two laptops differ"), words=N_("merge join choose")
):
    """One of them."""

    conflict_id: str


@dataclass(frozen=True)
class Keeping(
    Route, section=NavSection.PEOPLE, title=N_("Keeping and disposing"), words=N_("retention how long due")
):
    """What is kept and for how long."""


@dataclass(frozen=True)
class CaseKeeping(
    Route,
    section=NavSection.PEOPLE,
    title=N_("How long this case is kept"),
    words=N_("retention hold extend close"),
):
    """How long one case is kept."""

    case_id: str


@dataclass(frozen=True)
class Disposal(
    Route, section=NavSection.PEOPLE, title=N_("Dispose of a case"), words=N_("delete remove retention")
):
    """What a disposal of one case would take."""

    case_id: str


@dataclass(frozen=True)
class Erasure(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Erase everything about a person"),
    words=N_("delete remove right"),
):
    """What an erasure of everything about a person would take."""

    person_id: str


@dataclass(frozen=True)
class Certificates(
    Route, section=NavSection.PEOPLE, title=N_("Certificates of disposal"), words=N_("deleted removed")
):
    """What was disposed of; `certificate_id` is one that was just made, and is open."""

    certificate_id: str = field(default="", compare=False)


ROUTES: Mapping[str, type[Route]] = {kind.__name__: kind for kind in Route.__subclasses__()}
"""Every kind of route by the name that it is written out with."""


def section_route(section: NavSection) -> Route:
    """The route of an entry of the side bar."""
    found: dict[NavSection, Route] = {
        NavSection.MY_WORK: MyWork(),
        NavSection.PEOPLE: People(),
        NavSection.INBOX: Inbox(),
        NavSection.OUTBOX: Outbox(),
        NavSection.TEAM: Team(),
        NavSection.GUIDANCE: Guidance(),
        NavSection.SETTINGS: Settings(),
    }
    return found[section]


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
