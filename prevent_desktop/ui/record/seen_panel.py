"""Who has seen this: the audit of one person, read when it is looked at, a hundred lines at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_day_near, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForTarget, ask_for_target
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    LinkButton,
    Notice,
    Row,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.team.cases.looks import LookLine, looks_of_others
from prevent_desktop.workflows.vault_admin.audit_export import SUFFIX, AuditExport, export_person, save_export
from prevent_desktop.workflows.vault_admin.step_up import Purpose
from prevent_desktop.workflows.vault_admin.who_saw import SeenLine, SeenPage, who_saw
from prevent_desktop.workflows.viewing import note_view

_TONES = {
    SeenKind.LOOKED: Tone.NEUTRAL,
    SeenKind.WRITTEN: Tone.INFO,
    SeenKind.SENT: Tone.SUCCESS,
    SeenKind.TAKEN_OUT: Tone.WARNING,
    SeenKind.KEEPING: Tone.WARNING,
    SeenKind.VAULT: Tone.NEUTRAL,
}
_MOST_LOOKS = 10


class AuditController(LongWork):
    """Signals: `saved(path)` or `failed(error)`."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._clock = clock
        self._at_work = False

    @property
    def busy(self) -> bool:
        """Whether a list is being saved."""
        return self._at_work

    def save(self, person_id: str, target: Path) -> None:
        """Write down that the list leaves the vault, then sign it and save it at `target`."""
        self._at_work = True
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: export_person(vault, person_id, now=now), partial(self._write, target), self._fail
        )

    def _write(self, target: Path, export: AuditExport) -> None:
        self.tasks.in_background(lambda: save_export(export, target), self._done, self._fail)

    def _done(self, path: Path) -> None:
        self._at_work = False
        self.saved.emit(path)
        self.end_if_left()

    def _fail(self, error: PreventDesktopError) -> None:
        self._at_work = False
        self.failed.emit(error)
        self.failed_unseen(error)
        self.end_if_left()


class LooksCard(Card):
    """One line a person a day, which every vault that shares the case writes for all. Hidden while nobody else looked."""

    def __init__(self) -> None:
        super().__init__(_("Others of your team who looked in"))
        self.table = GrowingTable(
            (Column(title=_("Day"), share=0), Column(title=_("Who"))),
            name=_("Others of your team who looked in"),
            known_as="team-looks",
            most=_MOST_LOOKS,
        )
        self.body.addWidget(self.table)
        self.hide()

    def show_lines(self, lines: Sequence[LookLine], today: date) -> None:
        """Show them, the last day first."""
        self.table.show_rows(
            tuple(
                Row(
                    key=f"{number}",
                    cells=(Cell(short_day_near(line.day, today), order=line.day.isoformat()), Cell(line.who)),
                )
                for number, line in enumerate(lines)
            )
        )
        self.setVisible(bool(lines))


class SeenPanel(QWidget):
    """Lines about one person, to be narrowed to a kind, and to be saved as a signed file. `shown` follows each reading."""

    shown = Signal()

    def __init__(
        self, tasks: Tasks, clock: Clock, person_id: str, *, ask_target: AskForTarget = ask_for_target
    ) -> None:
        super().__init__()
        self._tasks, self._clock, self._person_id = tasks, clock, person_id
        self.ask_target = ask_target
        self._lines: tuple[SeenLine, ...] = ()
        self._job: Job | None = None
        self.kind = QComboBox()
        self.kind.addItem(_("Everything"), None)
        for kind in SeenKind:
            self.kind.addItem(kind.label, kind)
        self.kind.currentIndexChanged.connect(self.refresh)
        self.export = SecondaryButton(_("Save as a signed &file"), self._ask_where)
        self.notice = Notice(parent=self)
        self.controller = AuditController(tasks, clock, self)
        self.controller.saved.connect(self._tell_saved)
        self.controller.failed.connect(self._tell_failed)
        self.table = DataTable(
            (
                Column(title=_("When"), share=0),
                Column(title=_("Kind"), share=0),
                Column(title=_("What"), share=5),
                Column(title=_("Who"), share=3),
            ),
            name=_("Who has seen this"),
            known_as="seen",
        )
        self.empty = EmptyState("", "")
        self.more = LinkButton(_("Show older lines"), self._read_more)
        self.looks = LooksCard()
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        for part in (self.empty, self.table, self.more):
            card.body.addWidget(part)
            part.hide()
        told = _(
            "Each opening of the record, each change, and all that was sent or saved. Nothing here can be changed, and "
            "it holds no answers. The same thing done again within ten minutes is one line."
        )
        column = VBox(self, spacing=14)
        column.add(self.notice, Text(told, "small"))
        show = Text(_("Show"), "strong")
        show.setBuddy(self.kind)
        self.kind.setAccessibleName(_("Show"))
        column.addWidget(FlowRow(show, self.kind, self.export), 0, Qt.AlignmentFlag(0))
        column.add(card, self.looks)

    # -- a signed file

    def _ask_where(self) -> None:
        target = self.ask_target(self, f"who-has-seen{SUFFIX}")
        if target is not None:
            asking = Asking(
                purpose=Purpose.EXPORT_AUDIT,
                subject=self._person_id,
                heading=_("Save who has seen this as a signed file?"),
                reason=_(
                    "The file is not encrypted. It holds what was done and when, with ids in place of names, and no "
                    "answers. Your signature lets others check that nothing was changed."
                ),
                act=_("Sign and save"),
            )
            require_step_up(self, self._tasks, asking, lambda: self.controller.save(self._person_id, target))

    def _tell_saved(self, path: object) -> None:
        self.notice.say(_("Signed and saved: {path}").format(path=path), Tone.SUCCESS)
        self.refresh()

    def _tell_failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

    # -- lines

    @property
    def chosen(self) -> SeenKind | None:
        """The kind that is shown; None for all."""
        data = self.kind.currentData()
        return None if data is None else SeenKind(data)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the newest lines, where somebody looks at them."""
        if self.isVisible():
            self._lines = ()
            self._read(0)
            person_id, today = self._person_id, self._clock().astimezone().date()
            self._tasks.in_vault(
                lambda vault: looks_of_others(vault, person_id), partial(self.looks.show_lines, today=today)
            )

    def _read_more(self) -> None:
        self._read(len(self._lines))

    def _read(self, skip: int) -> None:
        if self._job is not None:
            self._job.cancel()
        kind, person_id = self.chosen, self._person_id

        def read(vault: Vault) -> SeenPage:
            note_view(vault, viewing.AUDIT, person_id)
            return who_saw(vault, person_id, kind=kind, skip=skip)

        self._job = self._tasks.in_vault(read, self.show_page)

    def show_page(self, page: SeenPage) -> None:
        """Add what was read below what is there."""
        more = bool(self._lines)
        self._lines = (*self._lines, *page.lines)
        self.table.show_rows(_rows(self._lines, self._clock()))
        self.table.setVisible(bool(self._lines))
        self.more.setVisible(page.has_more)
        if not self._lines:
            self._say_nothing_found()
        self.empty.setVisible(not self._lines)
        if more:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _say_nothing_found(self) -> None:
        if self.chosen is None:
            self.empty.say(_("Nobody yet"), _("Each opening is written down here."))
        else:
            self.empty.say(_("Nothing of this kind"), _("Choose “Everything” to see all lines."))


def _rows(lines: Iterable[SeenLine], now: datetime) -> tuple[Row, ...]:
    """A row for each line, in their order."""
    return tuple(_row(line, now) for line in lines)


def _row(line: SeenLine, now: datetime) -> Row:
    kind = Cell("") if line.kind is None else Cell(line.kind.label, pill=_TONES[line.kind])
    cells = (Cell(short_moment_near(line.at, now)), kind, Cell(line.what), Cell(line.who))
    return Row(key=line.key, cells=cells)
