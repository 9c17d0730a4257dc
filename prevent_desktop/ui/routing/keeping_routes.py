"""Routes to what is kept and for how long, and to joining two laptops’ copies. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route


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
