"""The panels of a record, one below each tab: each is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.ui.record.details_panel import DetailsPanel
from prevent_desktop.ui.record.keeping_panel import KeepingPanel
from prevent_desktop.ui.record.panels import (
    AttachmentsPanel,
    ChronologyPanel,
    PacksPanel,
    TablePanel,
    decisions_panel,
    forms_panel,
    kind_panel,
)
from prevent_desktop.ui.record.reading import RecordReading
from prevent_desktop.ui.record.seen_panel import SeenPanel
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import (
    CaseKeeping,
    Details,
    Erasure,
    Form,
    MoveFile,
    Pack,
    Route,
    SubjectAccess,
)
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets.tab_order import chain_behind

P = TypeVar("P", bound=QWidget)


class RecordPanels(QObject):
    """`names` are in the order of the tabs, `made` those that were shown; what is made later shows at once what was read last.

    Each is handed to `lay_out`, and Tab goes to it from the widget `behind`. Signals: `route_wanted(Route)`; `entry_wanted(key)`, to
    show a line in full, and `origin_wanted(key)`, where it comes from; `file_wanted(id)`; `add_wanted()`, a file; `print_wanted()`.
    """

    route_wanted = Signal(object)
    entry_wanted = Signal(str)
    origin_wanted = Signal(str)
    file_wanted = Signal(str)
    add_wanted = Signal()
    print_wanted = Signal()

    def __init__(
        self,
        page: QWidget,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        person_id: str,
        *,
        lay_out: Callable[[QWidget], object],
        behind: QWidget,
    ) -> None:
        super().__init__(page)
        self._tasks, self._navigator, self._clock, self._person_id = tasks, navigator, clock, person_id
        self._lay_out, self._behind = lay_out, behind
        self._reading: RecordReading | None = None
        self.names: tuple[str, ...] = (*Tab, *(kind.name for kind in record_kinds.KINDS if kind.tab))
        self.made: dict[str, QWidget] = {}

    def panel(self, name: str) -> QWidget:
        """The panel below that tab, made where it was not shown yet. A tab's value is its panel's name here."""
        if name not in self.made:
            if name in set(Tab):
                getattr(self, name)
            else:
                self._make_kind(name)
        return self.made[name]

    @property
    def tables(self) -> dict[str, TablePanel]:
        """Those that were made and are tables."""
        return {name: panel for name, panel in self.made.items() if isinstance(panel, TablePanel)}

    def show(self, name: str) -> None:
        """Show that one alone."""
        wanted = self.panel(name)
        for panel in self.made.values():
            panel.setVisible(panel is wanted)

    def show_reading(self, reading: RecordReading) -> None:
        """Show what was read, also in what is made later."""
        self._reading = reading
        for name, panel in self.made.items():
            _fill(name, panel, reading)

    def _made(self, name: str, panel: P) -> P:
        panel.hide()
        self._lay_out(panel)
        chain_behind(self._behind, panel)
        if isinstance(panel, TablePanel):
            panel.entry.chosen.connect(self.route_wanted)
            panel.entry.print_wanted.connect(self.print_wanted)
        if self._reading is not None:
            _fill(name, panel, self._reading)
        self.made[name] = panel
        return panel

    @cached_property
    def chronology(self) -> ChronologyPanel:
        panel = self._made(Tab.CHRONOLOGY, ChronologyPanel())
        panel.opened.connect(self.entry_wanted)
        panel.table.link_opened.connect(self.origin_wanted)
        return panel

    @cached_property
    def details(self) -> DetailsPanel:
        panel = self._made(Tab.DETAILS, DetailsPanel())
        panel.change.clicked.connect(lambda: self._open(Details(self._case_id)))
        panel.move_file.clicked.connect(lambda: self._open(MoveFile(self._person_id)))
        panel.copy.clicked.connect(lambda: self._open(SubjectAccess(self._person_id)))
        return panel

    @cached_property
    def forms(self) -> TablePanel:
        panel = self._made(Tab.FORMS, forms_panel())
        panel.opened.connect(lambda key: self._open(Form(key)))
        return panel

    @cached_property
    def attachments(self) -> AttachmentsPanel:
        panel = self._made(Tab.ATTACHMENTS, AttachmentsPanel())
        panel.opened.connect(self.file_wanted)
        panel.add.clicked.connect(self.add_wanted)
        return panel

    @cached_property
    def decisions(self) -> TablePanel:
        panel = self._made(Tab.DECISIONS, decisions_panel())
        panel.opened.connect(lambda key: self.entry_wanted.emit(f"decision:{key}"))
        return panel

    @cached_property
    def packs(self) -> PacksPanel:
        panel = self._made(Tab.PACKS, PacksPanel(self._navigator))
        panel.opened.connect(lambda key: self._open(Pack(key)))
        return panel

    @cached_property
    def keeping(self) -> KeepingPanel:
        panel = self._made(Tab.KEEPING, KeepingPanel())
        panel.decide.clicked.connect(lambda: self._open(CaseKeeping(self._case_id)))
        panel.erase.clicked.connect(lambda: self._open(Erasure(self._person_id)))
        return panel

    @cached_property
    def seen(self) -> SeenPanel:
        return self._made(Tab.SEEN, SeenPanel(self._tasks, self._clock, self._person_id))

    def _make_kind(self, name: str) -> None:
        panel = self._made(name, kind_panel(record_kinds.kind_named(name)))
        panel.opened.connect(lambda key: self.entry_wanted.emit(f"{EntryKind.RECORD}:{key}"))

    def _open(self, route: Route) -> None:
        self.route_wanted.emit(route)

    @property
    def _case_id(self) -> str:
        return "" if self._reading is None else self._reading.words.case_id


def _fill(name: str, panel: QWidget, reading: RecordReading) -> None:
    if isinstance(panel, TablePanel):
        panel.show_rows(reading.words.rows[name])
    match panel:
        case ChronologyPanel():
            panel.show_points(reading.words.points)
        case PacksPanel():
            panel.show_conversations(reading.conversations)
        case DetailsPanel():
            panel.show_words(reading.words.details)
        case KeepingPanel():
            panel.show_pairs(reading.keeping)
        case SeenPanel():
            panel.refresh()
