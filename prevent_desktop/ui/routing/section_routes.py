"""Routes to the entries of the side bar. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route
from prevent_desktop.ui.routing.settings_parts import SettingsPart


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
