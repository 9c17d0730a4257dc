"""The list of what is kept and for how long, as plain data. No Qt. It shows initials and age, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.retention_words import kind_words, rule_length_alone
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.components.keeping_words import state_cell
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.keeping import (
    KeepingList,
    KeptCase,
    keeping_list,
    today_of,
)

PAGE = 100
"""Lines that are shown at first, and with each "more"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """Rows keyed by case id; `tabs` are the words of each list; `more` are the lines not shown."""

    which: Which
    rows: tuple[Row, ...]
    tabs: tuple[tuple[Which, str], ...]
    more: int
    no_rules: bool
    doubt: str


def which_label(which: Which) -> str:
    """The name of a list."""
    return {
        Which.DUE: _("Due now"),
        Which.SOON: _("Within 3 months"),
        Which.HOLD: _("On hold"),
        Which.WAITING: _("No day yet"),
        Which.ALL: _("All"),
    }[which]


def read_list(vault: Vault, which: Which, *, now: datetime, limit: int) -> ListView:
    """Read one list, in the vault's lane."""
    return list_view(keeping_list(vault, which, now=now, limit=limit), now)


def list_view(listed: KeepingList, now: datetime) -> ListView:
    """One list in words."""
    today = today_of(now)
    return ListView(
        which=listed.which,
        rows=tuple(_row(each, today) for each in listed.cases),
        tabs=tuple((which, _tab(which, listed.counts[which])) for which in Which),
        more=listed.counts[listed.which] - len(listed.cases),
        no_rules=not listed.has_rules,
        doubt="" if listed.doubt is None else listed.doubt.words,
    )


def _tab(which: Which, count: int) -> str:
    return f"{which_label(which)} {count}" if count else which_label(which)


def _row(each: KeptCase, today: date) -> Row:
    clock = each.clock.clock
    why = clock.waits_for.label if clock.waits_for is not None else ""
    rule = "" if clock.rule is None else rule_length_alone(clock.rule)
    cells = (
        person_cell(each.person, today),
        Cell(kind_words(each.clock.kinds)),
        Cell(rule or why, detail=why if rule else ""),
        Cell("–" if clock.due is None else short_day(clock.due)),
        state_cell(each.clock, today),
    )
    return Row(key=each.clock.case_id, cells=cells)
