"""Routes to people, and to what is written about them. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route


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
