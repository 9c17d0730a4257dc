"""The rail under a record's title: where the case stands, and what comes next, by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.pathway import Standing
from prevent_desktop.ui.components.next_steps import FINISHED_ENTRY
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.routes import CaseKeeping, StartForm
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets import PrimaryButton, Text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, LEAD_CHECK, SHARING_DECISION
from prevent_desktop.workflows.people.people import add_person
from tests.gui.screens import Screens, now, press, shown_texts, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def record(screens: Screens, initials: str, entry: str = "") -> RecordPage:
    return screens.show(
        RecordPage(
            screens.tasks, screens.navigator, screens.library, screens.clock, screens.person(initials), entry=entry
        )
    )  # fmt: skip


def standings(page: RecordPage) -> list[Standing]:
    assert page.rail.words is not None
    return [cell.standing for cell in page.rail.words.cells]


def decide(screens: Screens, case_id: str, kind: DecisionKind, choice: str) -> None:
    decision = Decision(
        id=new_id(), case_id=case_id, kind=kind, choice=choice, reason="Why", decided_by="Robin Hale",
        decided_at=now(),
    )  # fmt: skip
    screens.read(lambda vault: vault.decisions.add(decision))


def somebody_new(screens: Screens) -> str:
    def add(vault: Vault) -> str:
        _person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
        return case.id

    return screens.read(add)


def green_buttons(page: QWidget) -> list[str]:
    shown = (one for one in page.findChildren(PrimaryButton) if one.isVisibleTo(page))
    return [one.text().replace("&", "") for one in shown]


def test_the_green_button_follows_what_is_recorded_step_by_step(screens: Screens) -> None:
    case_id = somebody_new(screens)
    page = record(screens, "AB")

    def goes_on(words: str, route: object) -> None:
        page.refresh()
        screens.settle()
        assert green_buttons(page) == [words]
        page.rail.action.setFocus()
        with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
            press(Qt.Key.Key_Return)
        assert wanted.args == [route]

    goes_on("Record a concern", StartForm(case_id, CONCERN))
    note = Note(id="n", case_id=case_id, text="Seen", source=Source.DIRECT, author="Lead", written_at=now())
    screens.read(lambda vault: vault.notes.add(note))
    goes_on("Ask your lead", StartForm(case_id, LEAD_CHECK))
    decide(screens, case_id, DecisionKind.LEAD_CHECK, "Refer")
    goes_on("Decide about sharing", StartForm(case_id, SHARING_DECISION))
    decide(screens, case_id, DecisionKind.SHARING, "Do not share it")
    goes_on("Close the case…", CaseKeeping(case_id))
    assert "Not referred" in shown_texts(page)


def test_every_step_says_its_state_in_words_and_to_a_screen_reader(demo: Screens) -> None:
    page = record(demo, "KM")
    assert page.rail.words is not None
    assert all(cell.state for cell in page.rail.words.cells)
    assert page.rail.accessibleName() == "Where this stands"
    assert "Checked with lead, now: Your lead has not been asked yet" in page.rail.accessibleDescription()
    assert standings(page) == [
        Standing.DONE, Standing.CURRENT, Standing.AHEAD, Standing.AHEAD, Standing.AHEAD,
    ]  # fmt: skip


def test_an_overdue_answer_asks_for_a_call(demo: Screens) -> None:
    page = record(demo, "AB")
    assert green_buttons(page) == ["See the pack"]
    later = now() + timedelta(days=9)
    page._clock = lambda: later
    page.refresh()
    demo.settle()
    assert green_buttons(page) == ["I have called…"]
    assert any(text.startswith("Overdue by ") for text in shown_texts(page))


def test_after_a_form_is_finished_the_record_says_what_comes_next(demo: Screens) -> None:
    finished = demo.read(
        lambda vault: next(
            form.id for form in vault.responses.of_case(_case(vault, "KM")) if form.is_finalised
        )
    )
    page = record(demo, "KM", f"{FINISHED_ENTRY}{finished}")
    assert "is finished and frozen. Next: Ask your lead. Your lead has not been asked yet." in (
        page.notice.text.text()
    )
    demo.qtbot.waitUntil(page.rail.action.hasFocus)


def _case(vault: Vault, initials: str) -> str:
    person = next(person for person in vault.people.all() if person.initials == initials)
    return vault.cases.of_person(person.id)[0].id


def test_an_ended_case_has_no_green_button(demo: Screens) -> None:
    def end(vault: Vault) -> None:
        from prevent_desktop.casework.case import CaseStatus

        vault.cases.set_status(_case(vault, "KM"), CaseStatus.CLOSED, at=now())

    demo.read(end)
    page = record(demo, "KM")
    assert green_buttons(page) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_it_fits_a_small_screen_with_its_button(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.LIGHT, scale)
    page = record(demo, "KM")
    for width in (1118, 808):
        page.resize(width, 560)
        demo.settle()
        assert too_wide(page) == 0
        assert page.rail.action.isVisibleTo(page)
        assert page.rail.height() < 560 / 2


def _step_names(page: RecordPage) -> list[Text]:
    names = [cell.title for cell in page.rail.words.cells] if page.rail.words is not None else []
    return [text for text in page.rail.findChildren(Text) if text.isVisible() and text.text() in names]


def _titles(page: RecordPage) -> list[QPoint]:
    """Where the name of each step begins."""
    return [text.mapTo(page.rail, QPoint(0, 0)) for text in _step_names(page)]


def test_the_names_of_all_steps_stand_on_one_line(demo: Screens, dressed: Theme) -> None:
    dressed.choose(Appearance.LIGHT, 100)
    page = record(demo, "AB")
    page.resize(1150, 700)
    demo.settle()
    assert len(_titles(page)) == 5
    assert len({place.y() for place in _titles(page)}) == 1


@pytest.mark.parametrize("initials", ["AB", "JT", "KM"])
def test_what_each_step_says_begins_on_one_line_too(demo: Screens, dressed: Theme, initials: str) -> None:
    """The fault: beside its button the current step's words stood 3 px lower than the others'."""
    dressed.choose(Appearance.LIGHT, 100)
    page = record(demo, initials)
    page.resize(1150, 700)
    demo.settle()
    assert page.rail.words is not None
    states = {cell.state for cell in page.rail.words.cells}
    said = [text for text in page.rail.findChildren(Text) if text.isVisible() and text.text() in states]
    assert len(said) == 5
    tops = {text.mapTo(page.rail, QPoint(0, 0)).y() + text.contentsRect().y() for text in said}
    assert len(tops) == 1, tops


def test_the_steps_of_an_ended_case_begin_at_the_left_edge(demo: Screens, dressed: Theme) -> None:
    dressed.choose(Appearance.LIGHT, 100)
    page = record(demo, "LN")
    page.resize(1150, 700)
    demo.settle()
    assert min(place.x() for place in _titles(page)) < 30


def test_no_name_of_a_step_is_parted_over_two_lines(demo: Screens, dressed: Theme) -> None:
    """“Checked with lead” once was, on a school laptop."""
    dressed.choose(Appearance.LIGHT, 100)
    page = record(demo, "AB")
    page.resize(1150, 700)
    demo.settle()
    parted = [text.text() for text in _step_names(page) if text.height() >= 2 * text.fontMetrics().height()]
    assert parted == []
