"""What pictures of the screens showed once, and must not show again: words that are cut, on one another, or too pale."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.ui.components.leaf_row import LeafRow
from prevent_desktop.ui.forms.column.lazy import LazyColumn
from prevent_desktop.ui.forms.column.row_heights import Row
from prevent_desktop.ui.guidance.found_list import Entry, FoundList
from prevent_desktop.ui.navigation.side_bar import SideBar
from prevent_desktop.ui.record.parts_row import PartsRow
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section_list import SectionEntry
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.theme.tokens import contrast_ratio
from prevent_desktop.ui.widgets import Heading, LinkButton, Notice, Text, Tone, VBox
from prevent_desktop.ui.writing.box import WritingBox
from tests.gui.out_of_place import out_of_place

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
_LEAST_TARGET = 24
"""Pixels, by WCAG 2.2, 2.5.8."""
_THEMES = (Appearance.LIGHT, Appearance.DARK, Appearance.HIGH_CONTRAST)


@pytest.fixture(params=_THEMES)
def dressed(request: pytest.FixtureRequest, qapp: QApplication) -> Theme:
    theme = Theme(qapp, resources())
    theme.choose(request.param, 100)
    return theme


@pytest.fixture
def light(qapp: QApplication) -> Theme:
    theme = Theme(qapp, resources())
    theme.choose(Appearance.LIGHT, 100)
    return theme


def contrast_inside(widget: QWidget) -> float:
    """The contrast of the words to their ground, away from the edges."""
    image = widget.grab(widget.rect().adjusted(6, 6, -6, -6)).toImage()
    places = itertools.product(range(image.width()), range(image.height()))
    colours = [image.pixel(x, y) for x, y in places]
    ground = QColor(max(set(colours), key=colours.count)).name()
    return max(contrast_ratio(ground, QColor(one).name()) for one in set(colours))


@pytest.mark.usefixtures("dressed")
def test_the_hint_in_an_empty_field_can_be_read(qtbot: QtBot) -> None:
    field, other = QLineEdit(), QLineEdit()
    field.setPlaceholderText("Find a person, an action or a page")
    for one in (other, field):
        qtbot.addWidget(one)
        one.resize(400, 44)
        one.show()
    other.setFocus()
    assert contrast_inside(field) >= 4.5


@pytest.mark.usefixtures("dressed")
def test_what_is_done_stands_out_from_what_is_not(qtbot: QtBot) -> None:
    bar = QProgressBar()
    qtbot.addWidget(bar)
    bar.setTextVisible(False)
    bar.setValue(50)
    bar.resize(400, bar.minimumHeight())
    bar.show()
    image = bar.grab().toImage()
    done, not_done = (QColor(image.pixel(x, bar.height() // 2)).name() for x in (100, 300))
    assert contrast_ratio(done, not_done) >= 3


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("tone", list(Tone))
def test_a_link_in_a_notice_can_be_read(qtbot: QtBot, tone: Tone) -> None:
    link = LinkButton("Try again")
    notice = Notice(action=link)
    qtbot.addWidget(notice)
    notice.say("x", tone)
    notice.resize(500, 60)
    ground = notice.grab().toImage().pixelColor(notice.width() // 2, 8).name()
    assert contrast_ratio(ground, link.colour(link.ink).name()) >= 4.5


@pytest.mark.usefixtures("dressed")
def test_the_title_of_a_notice_has_the_colour_of_its_words_whatever_it_says(qtbot: QtBot) -> None:
    """The fault: on a warning's ground the title kept the blue of a notice that only informs."""
    notice = Notice(title="Receipts and answers")
    qtbot.addWidget(notice)
    notice.say("They go again.")
    notice.say("The certificate of your desk ends.", Tone.WARNING)
    inks = {words.palette().windowText().color().name() for words in notice.findChildren(Text)}
    assert len(inks) == 1, inks


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("width", range(150, 230, 4))
def test_titles_that_wrap_beside_a_scroll_bar_are_not_painted_on_one_another(
    qtbot: QtBot, width: int
) -> None:
    shown = FoundList()
    qtbot.addWidget(shown)
    shown.show_entries([Entry(str(n), "A team from case to case") for n in range(40)])
    shown.resize(width, 300)
    shown.show()
    places = [shown.visualItemRect(shown.item(row)) for row in range(shown.count())]
    assert all(above.bottom() < below.top() for above, below in itertools.pairwise(places))


@pytest.mark.usefixtures("light")
def test_the_name_of_a_setting_has_room_once_it_is_bold(qtbot: QtBot) -> None:
    entry = SectionEntry(SettingsPart.KEEPING)
    qtbot.addWidget(entry)
    entry.show()
    strong = QFont(entry.font())
    strong.setWeight(QFont.Weight.DemiBold)
    padding = 3 + 10 + 10
    assert entry.minimumSizeHint().width() >= QFontMetrics(strong).horizontalAdvance(entry.text()) + padding


@pytest.mark.usefixtures("light")
def test_all_parts_of_a_record_are_in_sight_on_a_small_screen(qtbot: QtBot) -> None:
    row = PartsRow()
    qtbot.addWidget(row)
    for part in (
        "Chronology",
        "Details",
        "Forms 4",
        "Attachments 2",
        "Decisions 2",
        "Packs 2",
        "Keeping",
        "Who has seen this",
    ):
        row.tabs.addTab(part)  # fmt: skip
    row.resize(732, 40)
    row.show()
    qtbot.waitUntil(lambda: row.tabs.property("kind") == "close")
    assert not [button for button in row.tabs.findChildren(QToolButton) if button.isVisible()]
    row.resize(400, 40)
    qtbot.waitUntil(lambda: row.tabs.property("kind") == "")
    assert [button for button in row.tabs.findChildren(QToolButton) if button.isVisible()], (
        "some stand behind arrows"
    )
    row.resize(732, 40)
    qtbot.waitUntil(lambda: row.tabs.property("kind") == "close")
    row.resize(1100, 40)
    qtbot.waitUntil(lambda: row.tabs.property("kind") == "")


@pytest.mark.usefixtures("light")
def test_of_what_is_higher_than_the_column_the_top_is_shown(qtbot: QtBot) -> None:
    row, high = QWidget(), QPushButton("Six things to fix before you finish")
    high.setFixedHeight(700)
    VBox(row).addWidget(high)
    column = LazyColumn(lambda key: row if key == "high" else QLabel(str(key)))
    qtbot.addWidget(column)
    column.resize(400, 300)
    column.set_rows([Row("before", 40), Row("high", 700)])
    with qtbot.waitActive(column):
        column.show()
        column.activateWindow()
    qtbot.waitUntil(high.isVisible)
    high.setFocus()
    qtbot.waitUntil(high.hasFocus)
    assert column.verticalScrollBar().maximum() > 300
    column.bring_focus()
    assert high.mapTo(column.viewport(), QPoint(0, 0)).y() >= 0


@pytest.mark.usefixtures("light")
def test_what_leafs_and_zooms_is_large_enough_to_be_hit(qtbot: QtBot) -> None:
    row = LeafRow(lambda _by: None, lambda _by: None)
    qtbot.addWidget(row)
    row.tell(0, 101, step=0, steps=5)
    row.show()
    QApplication.processEvents()
    for button in (row.back, row.forward, row.smaller, row.larger):
        assert min(button.width(), button.height()) >= _LEAST_TARGET


@pytest.mark.usefixtures("light")
def test_a_row_whose_words_have_just_grown_is_judged_by_its_new_height(qtbot: QtBot) -> None:
    box, holder = WritingBox(), QWidget()
    column = LazyColumn(lambda _key: box)
    VBox(holder).addWidget(column)
    qtbot.addWidget(holder)
    holder.resize(150, 300)
    column.set_rows([Row("box", 100)])
    holder.show()
    box.line.offer_tools()
    flow = box.line.parts.flow
    qtbot.waitUntil(lambda: 0 < flow.height() < 100)
    column.settle()
    box.line.show_spelling(0, "Spelling is checked and nothing leaves")
    box.line.show_count("12 words")
    QApplication.sendPostedEvents(
        None, QEvent.Type.LayoutRequest.value
    )  # and the column's own turn has not come
    assert list(out_of_place(holder)) == []


def test_the_name_of_the_program_is_whole_or_not_there(qapp: QApplication, qtbot: QtBot) -> None:
    Theme(qapp, resources()).choose(Appearance.LIGHT, 200)
    bar = SideBar(list(NavSection))
    qtbot.addWidget(bar)
    inbox = bar.entries[NavSection.INBOX]
    inbox.hide()
    bar.show()
    (title,) = bar.findChildren(Heading)
    for height in range(400, 700, 3):
        bar.resize(bar.width(), height)
        for offered in (True, False):
            inbox.setVisible(offered)
            qapp.processEvents()
            room = title.contentsRect()  # the words are cut where it ends
            words = title.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), title.text())
            assert title.isHidden() or words.height() <= room.height()
