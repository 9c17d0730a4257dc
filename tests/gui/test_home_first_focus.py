"""In the house each page begins with the keyboard where the person begins, and never on what sends or signs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.navigation.routes import section_route
from prevent_desktop.ui.note.event_page import EventPage
from prevent_desktop.ui.note.note_page import NotePage
from prevent_desktop.ui.outbox.page import OutboxPage
from prevent_desktop.ui.pack.page import PackPage
from prevent_desktop.ui.pack.signed_page import SignedPackPage
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from tests.gui.rooms import Rooms

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def entered(rooms: Rooms, page: QWidget) -> QWidget | None:
    """What has the keyboard on a page that the house has just shown."""
    house = House({Room.MY_WORK: QWidget})
    rooms.qtbot.addWidget(house)
    house.show()
    house.go(Room.MY_WORK)
    house.enter(page, section_route(Room.MY_WORK))
    rooms.settle()
    return page.focusWidget()


def people(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = PeoplePage(rooms.tasks, rooms.navigator, rooms.clock)
    return page, page.search.field


def choose(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = ChoosePersonPage(rooms.tasks, rooms.navigator, rooms.clock, "Start a screening")
    return page, page.search.field


def new_person(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = NewPersonPage(rooms.tasks, rooms.navigator, rooms.clock)
    return page, page.form.forenames


def note(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = NotePage(rooms.tasks, rooms.navigator, rooms.case("AB"), rooms.clock)
    return page, page.text


def event(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = EventPage(rooms.tasks, rooms.navigator, rooms.case("AB"), rooms.clock)
    return page, page.when.day


def record(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = RecordPage(rooms.tasks, rooms.navigator, rooms.library, rooms.clock, rooms.person("AB"))
    return page, page.tabs


def signed(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = SignedPackPage(
        rooms.tasks, rooms.navigator, rooms.clock, rooms.read(lambda vault: vault.packs.all()[0].id)
    )
    return page, page.pages.sheet


def outbox(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = OutboxPage(rooms.tasks, rooms.navigator, rooms.get_spool, rooms.clock, rooms.wake)
    return page, page


def pack(rooms: Rooms) -> tuple[QWidget, QWidget]:
    page = PackPage(
        rooms.tasks,
        rooms.navigator,
        rooms.library,
        rooms.get_spool,
        rooms.clock,
        rooms.wake,
        rooms.case("AB"),
    )
    return page, page


@pytest.mark.parametrize("make", [people, choose, new_person, note, event, record, signed, outbox, pack])
def test_the_keyboard_begins_where_the_person_does(
    demo: Rooms, make: Callable[[Rooms], tuple[QWidget, QWidget]]
) -> None:
    page, expected = make(demo)
    assert entered(demo, page) is expected
