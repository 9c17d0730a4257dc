"""Routes to forms. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route


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
