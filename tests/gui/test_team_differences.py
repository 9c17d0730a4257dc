"""Two members said different things of the same: both are shown, and one of them settles it for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.shared_kinds import moving, shared_kind
from prevent_desktop.ui.forms.filling.controller import FormController
from prevent_desktop.ui.routing.routes import TeamDifference, TeamDifferences
from prevent_desktop.ui.team.difference_page import TeamDifferencePage
from prevent_desktop.ui.team.differences_page import TeamDifferencesPage
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import open_form, start_form
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.people.people import add_person, change_person
from prevent_desktop.workflows.team.cases.sharing import share
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide
from tests.gui.team_words import Other, captured

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def two_schools(vault: Vault) -> str:
    """Sam and Pat wrote another school into one shared case; the id of the case."""
    person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    share(vault, [case.id], now=now())
    pat = Other("v-pl", captured(vault, case.id))
    change_person(vault, replace(vault.people.get(person.id), school="Hill School"), now=now())
    captured(vault, case.id)
    pat.says(vault, case.id, "people", person.id, "school", "Vale School")
    return case.id


@pytest.fixture
def differing(led: Screens) -> Screens:
    led.read(two_schools)
    return led


def the_one(screens: Screens) -> str:
    return screens.read(lambda vault: differences(vault)[0].id)


def page_of(screens: Screens) -> TeamDifferencePage:
    return screens.show(
        TeamDifferencePage(screens.tasks, screens.navigator, screens.library, screens.clock, the_one(screens))
    )


def school(screens: Screens) -> str:
    return screens.read(lambda vault: vault.people.all()[0].school)


def test_it_is_listed_without_a_name_and_opens(differing: Screens) -> None:
    page = differing.show(TeamDifferencesPage(differing.tasks, differing.navigator, differing.clock))
    assert table_texts(page.table)[0][1] == "School"
    assert "Ada" not in " ".join(shown_texts(page))
    page.table.setFocus()
    page.table.selectRow(0)
    with differing.qtbot.waitSignal(differing.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [TeamDifference(the_one(differing))]


def test_both_sides_stand_beside_each_other_with_who_and_when(differing: Screens) -> None:
    texts = shown_texts(page_of(differing))
    assert {"Hill School", "Vale School"} <= set(texts)
    assert any(text.startswith("Sam Field, ") for text in texts)
    assert any(text.startswith("Pat Lee, ") for text in texts)


@pytest.mark.parametrize("place", [0, 1])
def test_choosing_one_settles_it_for_all(differing: Screens, place: int) -> None:
    page = page_of(differing)
    assert page._view is not None
    wanted_school = page._view.sides[place].words[0]
    page.choices[place].setFocus()
    with differing.qtbot.waitSignal(differing.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [TeamDifferences()]
    assert school(differing) == wanted_school
    assert differing.read(differences) == ()


def test_one_that_was_settled_meanwhile_leads_back_to_the_list(differing: Screens) -> None:
    page = TeamDifferencePage(
        differing.tasks, differing.navigator, differing.library, differing.clock, "gone"
    )
    with differing.qtbot.waitSignal(differing.navigator.asked) as wanted:
        differing.show(page)
    assert wanted.args == [TeamDifferences()]


@pytest.mark.parametrize("width", [1150, 560])
def test_names_and_room(differing: Screens, width: int) -> None:
    page = page_of(differing)
    page.resize(width, 700)
    differing.settle()
    assert nameless(page) == []
    assert too_wide(page) == 0
    assert page.choices[1].accessibleName().startswith("Take this one: ")


def closed_and_sent_on(vault: Vault) -> str:
    """Sam closed a case, and Pat sent it on without knowing; the id of the case."""
    _person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    vault.cases.set_status(case.id, CaseStatus.OUTCOME, now())
    share(vault, [case.id], now=now())
    pat = Other("v-pl", captured(vault, case.id))
    vault.cases.set_status(case.id, CaseStatus.CLOSED, now())
    captured(vault, case.id)
    sent_on = {"status": "queued", "changed_at": time_text(now()), "closed_at": None}
    pat.says(vault, case.id, "cases", case.id, "*", sent_on)
    return case.id


def test_whether_a_case_ended_or_goes_on_is_asked_by_its_status_alone(led: Screens) -> None:
    """Its times go with it, and read like a machine's."""
    case_id = led.read(closed_and_sent_on)
    page = page_of(led)
    assert page._view is not None
    assert page._view.things == ("Status",)
    assert [side.words for side in page._view.sides] == [("Closed",), ("On its way",)]
    assert {"Closed", "On its way"} <= set(shown_texts(page))
    page.choices[1].setFocus()
    with led.qtbot.waitSignal(led.navigator.asked):
        press(Qt.Key.Key_Return)
    assert led.read(lambda vault: vault.cases.get(case_id).status) is CaseStatus.QUEUED
    assert led.read(differences) == ()


def two_days_for_a_review(vault: Vault, library: FormLibrary) -> None:
    """Sam and Pat set other days for the review of one form."""
    draft, case_id = a_draft(vault, library)
    vault.reviews.set_due(
        Review(response_id=draft, case_id=case_id, due=date(2027, 1, 12), what="Look again", set_at=now())
    )
    pat = Other("v-pl", {})
    captured(vault, case_id)
    row = dict(vault.database.row("SELECT * FROM reviews WHERE response_id = ?", (draft,)))
    frozen = {name: value for name, value in row.items() if name != "done_at"}
    pat.says(vault, case_id, "reviews", draft, ROW, {**frozen, "due": "2027-02-03", "done_at": None})


def test_a_day_that_differs_is_told_as_people_write_it(led: Screens) -> None:
    led.read(lambda vault: two_days_for_a_review(vault, led.library))
    page = page_of(led)
    assert page._view is not None
    assert page._view.things == ("Due",)
    assert {side.words for side in page._view.sides} == {("12 Jan 2027",), ("3 Feb 2027",)}


# -- two in one draft


def a_draft(vault: Vault, library: FormLibrary) -> tuple[str, str]:
    """A draft in a shared case: its id, and that of the case."""
    _person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    draft = start_form(vault, library, form_id=SCREENING, case_id=case.id, now=now())
    share(vault, [case.id], now=now())
    return draft.id, case.id


def pat_writes(vault: Vault, draft: str, case: str) -> None:
    """Pat goes on with the same draft on another laptop."""
    other = Other("v-pl", captured(vault, case))
    row = dict(vault.database.row("SELECT * FROM responses WHERE id = ?", (draft,)))
    state = {name: row[name] for name in moving(shared_kind("responses"))}  # type: ignore[arg-type]
    other.says(vault, case, "responses", draft, "*", {**state, "place": "elsewhere"})


def test_in_an_open_draft_it_is_told_who_writes_in_it_too(led: Screens) -> None:
    draft, case = led.read(lambda vault: a_draft(vault, led.library))
    opened = led.read(lambda vault: open_form(vault, led.library, draft))
    alone = FormController(led.tasks, opened, led.clock)
    led.show(alone.screen)
    assert alone.screen.writing_too.isHidden()
    led.read(lambda vault: pat_writes(vault, draft, case))
    both = FormController(led.tasks, opened, led.clock)
    led.show(both.screen)
    assert (
        both.screen.writing_too.text.text()
        == "PL is writing in this form too. Both are kept: you need not wait."
    )
    later = FormController(led.tasks, opened, lambda: now() + timedelta(hours=2))
    led.show(later.screen)
    assert later.screen.writing_too.isHidden(), "it is over"
