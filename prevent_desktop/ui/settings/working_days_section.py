"""Which days count as working days: the nation's bank holidays, and the days on which nobody is here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt

from prevent_desktop.casework.working_days import LAST_ANNOUNCED, Break, Nation, WorkingDays
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, PrimaryButton, RadioGroup, Text, TextArea
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

_NATION: Final = "nation"
_DAY: Final = r"(\d{1,2})[ /.](\d{1,2})[ /.](\d{4})"
_LINE: Final = re.compile(rf"\s*{_DAY}(?:\s*(?:-|–|to)\s*{_DAY})?\s*")
_LONGEST: Final = 366
"""Days of one break: more is a year that was mistyped, and a clock that never runs out."""


class WorkingDaysSection(TextSection):
    """Bank holidays by nation, and breaks, one a line."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.WORKING_DAYS,
            _("Answers and decisions are due in working days: Monday to Friday, without the days below."),
        )
        self.nation = RadioGroup([(one.value, one.label) for one in Nation])
        self.nation.set_value(Nation.ENGLAND.value)
        self._kept_nation = Nation.ENGLAND.value
        self.breaks = TextArea(lines=3, most=8)
        self.lines = {"breaks": self.breaks}
        self.save = PrimaryButton(_("&Save"), self.keep_days)
        hint = _(
            "One a line, such as 21 12 2026 to 1 1 2027. Holidays of a school, or a day when you are closed."
        )
        known = _("Bank holidays are known up to {year}. Where a day is later, it says so.")
        body = self.card.body
        body.addWidget(Field(_("Bank holidays of"), self.nation))
        body.addWidget(Field(_("Days when nobody is here (optional)"), self.breaks, hint=hint))
        body.addWidget(Text(known.format(year=LAST_ANNOUNCED), "small"))
        body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds, unless something else is being chosen."""
        if self.nation.value == self._kept_nation:
            self.nation.set_value(state.working_days.nation.value)
        self._kept_nation = state.working_days.nation.value
        self.show_texts({"breaks": "\n".join(map(line_of, state.working_days.breaks))})

    def unsaved(self) -> dict[str, Any]:
        chosen = {} if self.nation.value == self._kept_nation else {_NATION: self.nation.value}
        return {**super().unsaved(), **chosen}

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        super().restore(unsaved)
        if unsaved.get(_NATION) in set(Nation):
            self.nation.set_value(unsaved[_NATION])

    def keep_days(self) -> None:
        """Keep them, where each line is understood."""
        try:
            breaks = tuple(_breaks(self.breaks.toPlainText()))
        except RecordError as error:
            self.show_failure(error)
            return
        self.keep(
            partial(_save, WorkingDays(Nation(self.nation.value or Nation.ENGLAND), breaks)), _("Saved.")
        )

    def tell_kept(self, words: str) -> None:
        self._kept_nation = self.nation.value or Nation.ENGLAND.value
        super().tell_kept(words)


def _save(days: WorkingDays, vault: Vault) -> None:
    settings.save_working_days(vault, days)


def _breaks(text: str) -> Iterator[Break]:
    """What was typed. Raises RecordError where a line is no day and no two days."""
    for line in filter(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        try:
            if found is None:
                raise ValueError("no dates")  # noqa: TRY301 - as what is no day of the calendar
            first = _day(*found.groups()[:3])
            last = _day(*found.groups()[3:]) if found[4] else first
            one = Break(first, last)
        except ValueError as error:
            raise _not_understood(line) from error
        if (last - first).days > _LONGEST:
            raise _not_understood(line)
        yield one


def _day(day: str, month: str, year: str) -> date:
    return date(int(year), int(month), int(day))


def line_of(one: Break) -> str:
    """A break as it is typed."""
    days = [f"{day.day} {day.month} {day.year}" for day in dict.fromkeys((one.first, one.last))]
    return _("{first} to {last}").format(first=days[0], last=days[-1]) if len(days) > 1 else days[0]


def _not_understood(line: str) -> RecordError:
    return RecordError(
        _("These days are not clear"),
        _("“{line}” is no day, and no first and last day up to a year apart. Nothing was saved.").format(
            line=line.strip()
        ),
        _("Write them as day, month and year, such as 21 12 2026 to 1 1 2027, then save again."),
    )
