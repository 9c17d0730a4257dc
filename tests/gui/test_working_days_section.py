"""Working days in the settings: chosen, kept, refused where a line is no day, and found again after a lock."""

from __future__ import annotations

from datetime import date

import pytest

from prevent_desktop.casework.working_days import Break, Nation, WorkingDays
from prevent_desktop.ui.settings.working_days_section import WorkingDaysSection, line_of
from prevent_desktop.workflows.organisation import settings
from tests.gui.screens import Screens

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEPT = WorkingDays(
    Nation.SCOTLAND,
    (Break(date(2026, 12, 21), date(2027, 1, 1)), Break(date(2027, 2, 12), date(2027, 2, 12))),
)


@pytest.fixture
def section(screens: Screens) -> WorkingDaysSection:
    return screens.show(WorkingDaysSection(screens.tasks))


def test_nation_and_breaks_are_kept(section: WorkingDaysSection, screens: Screens) -> None:
    section.nation.set_value(Nation.SCOTLAND.value)
    section.breaks.setPlainText("21/12/2026 to 1/1/2027\n\n12/2/2027")
    with screens.qtbot.waitSignal(section.changed):
        section.save.click()
    assert screens.read(settings.working_days) == KEPT
    assert section.unsaved() == {}
    section.breaks.setPlainText("\n".join(map(line_of, KEPT.breaks)))
    with screens.qtbot.waitSignal(section.changed):
        section.save.click()
    assert screens.read(settings.working_days) == KEPT


@pytest.mark.parametrize("line", ["Christmas", "31/2/2027", "5/1/2027 to 4/1/2027", "1/1/2027 to 1/6/2028"])
def test_a_line_that_is_no_day_is_told_and_nothing_is_kept(
    section: WorkingDaysSection, screens: Screens, line: str
) -> None:
    section.breaks.setPlainText(f"12/2/2027\n{line}")
    section.save.click()
    assert f"“{line}” is no day" in section.notice.text.text()
    assert screens.read(settings.working_days) == WorkingDays()


def test_what_is_chosen_stays_over_a_lock(section: WorkingDaysSection, screens: Screens) -> None:
    section.nation.set_value(Nation.WALES.value)
    section.breaks.setPlainText("12/2/2027")
    after = screens.show(WorkingDaysSection(screens.tasks))
    after.restore(section.unsaved())
    assert (after.nation.value, after.breaks.toPlainText()) == ("WLS", "12/2/2027")
