"""Each page begins with the keyboard where the person begins, and never on what sends or signs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import section_route
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from tests.gui.screens import Screens

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def entered(screens: Screens, page: QWidget) -> QWidget | None:
    """What has the keyboard on a page that has just been shown."""
    main_view = MainView({NavSection.MY_WORK: QWidget})
    screens.qtbot.addWidget(main_view)
    main_view.show()
    main_view.go(NavSection.MY_WORK)
    main_view.enter(page, section_route(NavSection.MY_WORK))
    screens.settle()
    return page.focusWidget()


def people(screens: Screens) -> tuple[QWidget, QWidget]:
    page = PeoplePage(screens.tasks, screens.navigator, screens.clock)
    return page, page.search.field


def choose(screens: Screens) -> tuple[QWidget, QWidget]:
    page = ChoosePersonPage(screens.tasks, screens.navigator, screens.clock, "Start a screening")
    return page, page.search.field


def new_person(screens: Screens) -> tuple[QWidget, QWidget]:
    page = NewPersonPage(screens.tasks, screens.navigator, screens.clock)
    return page, page.form.forenames


def note(screens: Screens) -> tuple[QWidget, QWidget]:
    page = NotePage(screens.tasks, screens.navigator, screens.case("AB"), screens.clock)
    return page, page.text


def event(screens: Screens) -> tuple[QWidget, QWidget]:
    page = EventPage(screens.tasks, screens.navigator, screens.case("AB"), screens.clock)
    return page, page.when.day


def record(screens: Screens) -> tuple[QWidget, QWidget]:
    page = RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person("AB"))
    return page, page.tabs


def signed(screens: Screens) -> tuple[QWidget, QWidget]:
    page = SignedPackPage(
        screens.tasks, screens.navigator, screens.clock, screens.read(lambda vault: vault.packs.all()[0].id)
    )
    return page, page.pages.sheet


def outbox(screens: Screens) -> tuple[QWidget, QWidget]:
    page = OutboxPage(screens.tasks, screens.navigator, screens.get_spool, screens.clock, screens.wake)
    return page, page


def pack(screens: Screens) -> tuple[QWidget, QWidget]:
    page = PackPage(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.get_spool,
        screens.clock,
        screens.wake,
        screens.case("AB"),
    )
    return page, page


@pytest.mark.parametrize("make", [people, choose, new_person, note, event, record, signed, outbox, pack])
def test_the_keyboard_begins_where_the_person_does(
    demo: Screens, make: Callable[[Screens], tuple[QWidget, QWidget]]
) -> None:
    page, expected = make(demo)
    assert entered(demo, page) is expected
