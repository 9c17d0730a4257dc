"""Whoever is recorded is looked at beside whoever works; who asks before that sees how far it is and is answered then."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.people.new_person_form import NewPersonForm
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.window import known_people_watch
from prevent_desktop.ui.window.known_people_watch import KnownPeopleWatch
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.receiving import matching
from prevent_desktop.workflows.receiving.inbox import open_pack
from tests.gui.screens import Screens
from tests.patience import PATIENCE
from tests.unit.vault.test_received import receive

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LEAD = Practitioner(name="Ms Lead", role="Lead", organisation="School", kinds=("lead",))
PEOPLE = 250
TO_GO = re.compile(r"Looking whether they are known already: (150|50) people to go")
"""All but the first part, which may be done before anybody looks."""


def fill(vault: Vault) -> None:
    """A lead's vault with so many that one part is not enough."""
    save_practitioner(vault, LEAD)
    for number in range(PEOPLE):
        vault.people.add(
            Person(
                id=f"{number:032x}", forenames="Łukasz" if number == PEOPLE - 1 else f"Ada{number}", surname="Kowalczyk",
                birth_date=PartialDate(2012, 5, 3), created_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip


def look_after_each_event(holds: Callable[[], bool]) -> None:
    """Wait for what may last no longer than one part of the work."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "never seen"
        QApplication.processEvents()


def test_all_are_looked_at_in_parts_and_it_is_told(screens: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_people_watch, "_WORTH_TELLING", 100)
    screens.read(fill)
    watch = KnownPeopleWatch(screens.tasks)
    watch.between_ms = 0
    told: list[str] = []
    watch.told.connect(told.append)
    with screens.qtbot.waitSignal(watch.ended):
        watch.start(0)
    assert told == [
        "Looking through who is recorded, to find repeats: 150 to go",
        "Repeats are found at once now",
    ]
    assert screens.read(matching.get_ready) == 0
    watch.deleteLater()


def test_a_question_that_comes_early_shows_how_far_it_is_and_is_answered_after(screens: Screens) -> None:
    screens.read(fill)
    form = NewPersonForm(screens.tasks, screens.clock, save_words="Add")
    screens.qtbot.addWidget(form)
    form.begin_with("Lukasz Kowalcyk")
    look_after_each_event(lambda: not form.alike.progress.isHidden())
    assert TO_GO.fullmatch(form.alike.progress.text())
    assert not form.alike.links
    screens.qtbot.waitUntil(lambda: bool(form.alike.links))
    assert form.alike.progress.isHidden()
    assert form.alike.links[0].accessibleDescription().startswith("Same name, spelt another way")


def test_a_pack_that_is_opened_early_lets_other_work_through_and_tells_who_it_could_be_after(
    screens: Screens,
) -> None:
    """The fault: the first pack that was opened held the vault's thread until everybody was looked at."""
    screens.read(fill)
    part = PlacePart(screens.tasks, screens.clock)
    screens.qtbot.addWidget(part)
    order: list[str] = []
    about = Person(
        id="", forenames="Lukasz", surname="Kowalcyk", birth_date=PartialDate(2012, 5, 3), created_at=NOW, changed_at=NOW
    )  # fmt: skip
    opened = screens.read(lambda vault: open_pack(vault, receive(vault).id, now=NOW))
    part.show_pack(replace(opened, about=about))
    look_after_each_event(lambda: "people to go" in part.line.text())
    screens.tasks.in_vault(lambda _vault: order.append("other work"))
    assert TO_GO.fullmatch(part.line.text())
    assert not part.buttons
    screens.qtbot.waitUntil(lambda: bool(part.buttons))
    assert order == ["other work"]
    reasons = [button.accessibleDescription() for button in part.buttons.values()]
    assert reasons[0].startswith("Same name, spelt another way")
    assert part.question.text() == "Likely the same person. You decide"
