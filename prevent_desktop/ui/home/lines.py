"""The kinds of lines of My work, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.pathway import CaseFacts
from prevent_desktop.formatting import each_of
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.widgets.table_rows import Cell
from prevent_desktop.workflows.home.my_work import MyWork, OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One thing to do, with the button that does it. `person` is initials and age, empty where it is about nobody in particular.

    `strong` ends `what` in bold, such as the number to call; `late` stands before `detail` in the colour of a warning.
    `takes` is the case that the button takes as one's own, in place of opening the route.
    """

    person: str
    what: str
    detail: str = ""
    action: str
    route: Route
    strong: str = ""
    late: str = ""
    takes: str = ""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it with its button."""
        return each_of((self.person, f"{self.what} {self.strong}".strip()))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """Something that waits for others: the words, the state in a pill, and what it opens."""

    what: str
    state: Cell
    route: Route


@dataclass(frozen=True, slots=True)
class Told:
    """An open case with what else the words need."""

    case: OpenCase
    work: MyWork
    now: datetime

    @property
    def today(self) -> date:
        """The day on this machine's clock."""
        return self.now.astimezone().date()

    @property
    def person(self) -> str:
        """Initials and age."""
        return self.case.person.label_on(self.today)

    @property
    def facts(self) -> CaseFacts:
        """What is recorded of the case."""
        return self.case.state.facts
