"""The parts of a record below its tabs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.conversation_card import Conversations
from prevent_desktop.ui.components.conversation_words import ConversationWords
from prevent_desktop.ui.components.text_pages_view import TextPagesView
from prevent_desktop.ui.record.waiting_files import waiting_pairs
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    EmptyState,
    FlowRow,
    Heading,
    LinkButton,
    SecondaryButton,
    Text,
    Timeline,
    TimelinePoint,
    VBox,
    without_mnemonics,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.ui.widgets.long_words import MOST_LETTERS, in_pages, shortened
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before
from prevent_desktop.ui.widgets.table_rows import Row
from prevent_desktop.workflows.team.cases.files_not_come import FileNotCome

MOST_ROWS = 150
"""More lines than this show when asked for: few records have them, and each line is measured and set."""


_ORIGIN_EMS = 20


def _at_length(label: str, text: str) -> QWidget:
    """All of a text, to be read and copied; a very long one page by page."""
    if len(text) > MOST_LETTERS:
        pages = TextPagesView()
        pages.setAccessibleName(label)
        pages.show_pages(in_pages(text))
        return pages
    shown = Text(text, selectable=True)
    shown.setAccessibleName(f"{label}: {text}")
    return shown


class EntryCard(Card):
    """To be read and copied, never changed. Hidden until `show_entry`; Escape or "Close" hides it: signal `closed()`.

    A note can go on in a form, and leads to a form in which it does: signal `chosen(Route)`. `print_wanted()`: by its link.
    """

    closed = Signal()
    print_wanted = Signal()
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = Heading("", 2)
        self.when = Text("", "muted")
        self.close_link = LinkButton(_("Close"), self.put_away, name=_("Close this entry"))
        self.print_link = LinkButton(_("Print…"), self.print_wanted, name=_("Print this entry"))
        self._pairs = VBox(spacing=4)
        self.body.add(self.title, self.when)
        self.body.addLayout(self._pairs)
        self.grow_menu = QMenu(self)
        self.grow_menu.setAccessibleName(_("Go on with this note in a form"))
        self.grow = SecondaryButton(_("Go on in a &form…"))
        self.grow.setMenu(self.grow_menu)
        self.grow.setAccessibleDescription(
            _("A form starts with the words of this note; the note stays as it is.")
        )
        self._links = VBox()
        self.links: list[LinkButton] = []
        self.body.addLayout(self._links)
        self.body.addSpacing(4)
        self.body.addWidget(self.grow)
        self.offer_growth((), ())
        self.body.addWidget(FlowRow(self.close_link, self.print_link, gap=18))
        chain_tabs([self.grow, self.close_link, self.print_link])
        self.hide()

    def show_entry(self, title: str, when: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Show `pairs` of a label and its text, and put the keyboard there."""
        take_all_out(self._pairs)
        self.title.setText(title)
        self.when.setText(when)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join(f"{label}: {shortened(text)}" for label, text in pairs))
        stops: list[QWidget] = []
        for label, text in pairs:
            shown = _at_length(label, text)
            self._pairs.addSpacing(8)
            self._pairs.add(Text(label, "strong"), shown)
            stops += shown.tab_stops if isinstance(shown, TextPagesView) else ()
        chain_tabs([stop_before(self.grow), *stops, *self.links, self.grow, self.close_link, self.print_link])
        self.show()
        self.close_link.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_growth(self, forms: Sequence[tuple[Route, str]], grown: Sequence[tuple[Route, str]]) -> None:
        """Offer `forms` to grow into, and lead to what it has `grown` into: each a route and words."""
        self.grow_menu.clear()
        for route, title in forms:
            add_entry(self.grow_menu, without_mnemonics(title)).triggered.connect(
                partial(self.chosen.emit, route)
            )
        self.grow.setVisible(bool(forms))
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = [LinkButton(without_mnemonics(words)) for _route, words in grown]
        for link, (route, _words) in zip(self.links, grown, strict=True):
            link.clicked.connect(partial(self.chosen.emit, route))
            self._links.addWidget(link)

    def put_away(self) -> None:
        """Hide it, with all that it showed."""
        self.hide()
        take_all_out(self._pairs)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)


class TablePanel(QWidget):
    """A table in a card, or what to do where it is empty. Signal `opened(key)`; `entry` shows one line in full.

    Widgets `above` stand before the table, for the eye and for Tab.
    """

    opened = Signal(str)

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        known_as: str,
        empty: tuple[str, str],
        *above: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.list = GrowingTable(columns, name=name, known_as=known_as, most=MOST_ROWS)
        self.list.opened.connect(self.opened)
        self.table, self.more = self.list.table, self.list.more
        self.empty = EmptyState(*empty)
        self.card = Card()
        self.card.body.add(self.empty, self.list)
        self.column = VBox(self, spacing=14)
        for widget in above:
            self.column.addWidget(widget)
        self.entry = EntryCard()
        self.entry.closed.connect(self.table.setFocus)
        self.column.add(self.entry, self.card)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows`, or what to do first; of very many the first, until the person asks for all."""
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)


class ChronologyPanel(TablePanel):
    """The chronology as a picture above the same as a table."""

    def __init__(self) -> None:
        columns = (
            Column(title=_("When"), share=0),
            Column(title=_("Kind"), share=0),
            Column(title=_("What"), share=6),
            Column(title=_("Where it comes from"), ems=_ORIGIN_EMS, share=0, folds=True),
        )
        empty = (
            _("Nothing is in the chronology yet"),
            _("Add a note, an event or a form. Each stands here on its day."),
        )
        timeline = Timeline()
        super().__init__(columns, _("Chronology"), "record-chronology", empty, timeline)
        self.timeline = timeline

    def show_points(self, points: Sequence[TimelinePoint]) -> None:
        """Draw `points`; nothing to draw hides the picture."""
        self.timeline.show_points(points)
        self.timeline.setVisible(bool(points))


class AttachmentsPanel(TablePanel):
    """Files, with the way in on top: `add`; opening a row shows the file, or what is known of one that has not come (`show_waiting`)."""

    def __init__(self) -> None:
        columns = (
            Column(title=_("File"), share=5),
            Column(title=_("Size"), share=2),
            Column(title=_("Added"), share=2),
        )
        empty = (
            _("No file is attached"),
            _(
                "Add a letter, a picture or a screenshot, or drop files anywhere on this page. They are kept encrypted."
            ),
        )
        add = SecondaryButton(_("Add a &file"))
        super().__init__(columns, _("Attachments"), "record-attachments", empty, FlowRow(add))
        self.add = add
        self.entry.print_link.hide()  # nothing of a file that has not come is in the record to be printed

    def show_waiting(self, file: FileNotCome, now: datetime) -> None:
        """What is known of a file that has not come, and what brings it."""
        self.entry.show_entry(file.file_name, short_moment_near(file.added_at, now), waiting_pairs(file))


def kind_panel(kind: RecordKind) -> TablePanel:
    """The records of a kind whose declaration says which columns they show."""
    fields = [kind.field(column) for column in kind.tab]
    columns = [Column(title="" if one.label is None else one.label(), share=3) for one in fields]
    empty = (
        _("Nothing of this is recorded yet"),
        _("What is added to the record stands here, the newest first."),
    )
    return TablePanel(columns, kind.heading, f"record-{kind.name}", empty)


def forms_panel() -> TablePanel:
    """The forms of the case."""
    columns = (
        Column(title=_("Form"), share=3),
        Column(title=_("How far"), share=5),
        Column(title=_("By"), share=2),
        Column(title=_("State"), share=0),
    )
    empty = (_("No form is started"), _("Begin with the screening: choose “Add”, then “Screening tool”."))
    return TablePanel(columns, _("Forms"), "record-forms", empty)


def decisions_panel() -> TablePanel:
    """What was decided, by whom and why."""
    columns = (
        Column(title=_("When"), share=0),
        Column(title=_("Kind"), share=0),
        Column(title=_("Decision and reason"), share=6),
        Column(title=_("By"), share=2),
    )
    empty = (
        _("Nothing is decided yet"),
        _("Check with your lead, then record the decision to share: both are forms under “Add”."),
    )
    return TablePanel(columns, _("Decisions"), "record-decisions", empty)


class PacksPanel(TablePanel):
    """The packs that were signed, and below what was said about these and about those that came in."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__(*_packs_table())
        self.conversations = Conversations(navigator, parent=self)
        self.column.addWidget(self.conversations)

    def show_conversations(self, conversations: Sequence[ConversationWords]) -> None:
        """Show what was said; the table goes where only packs of others are there."""
        self.conversations.show_conversations(conversations)
        self.card.setVisible(not conversations or not self.list.isHidden())


def _packs_table() -> tuple[Sequence[Column], str, str, tuple[str, str]]:
    columns = (
        Column(title=_("Pack"), share=0),
        Column(title=_("To"), share=3),
        Column(title=_("What became of it"), share=5),
        Column(title=_("State"), share=0),
    )
    empty = (
        _("No pack has been signed"),
        _(
            "When the forms are finished, choose “Add”, then “Prepare a pack”. You see its pages before you sign."
        ),
    )
    return columns, _("Packs"), "record-packs", empty
