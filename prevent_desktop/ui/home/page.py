"""The first screen after unlocking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.home.view import DueLine, HomeView, opens, read_home
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import (
    Differences,
    Drafts,
    Keeping,
    NoteAbout,
    Pack,
    Record,
    ScreeningAbout,
    Settings,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    Heading,
    LinkButton,
    PageHead,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    VBox,
    without_mnemonics,
)
from prevent_desktop.ui.widgets.columns import Columns
from prevent_desktop.workflows.forms.form_library import FormLibrary


class HomePage(ScrollPage):
    """My work. `spool` gives the outbox, asked for in the vault's lane; `clock` gives the present time, aware."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        spool: Callable[[], Spool],
        library: FormLibrary,
        clock: Clock,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("My work"))
        self._tasks = tasks
        self._navigator = navigator
        self._spool = spool
        self._library = library
        self._clock = clock
        self.write_note = SecondaryButton(_("&Write a note"))
        self.start_screening = PrimaryButton(_("&Start a screening"), self.start_new)
        self.write_note.clicked.connect(partial(navigator.open, NoteAbout()))
        self.head = PageHead("", "", self.write_note, self.start_screening)
        self.column.addWidget(self.head)
        self.who_missing = LinkButton(_("Say who you are in settings, so that receivers can call you back"))
        self.who_missing.clicked.connect(partial(navigator.open, Settings()))
        self.who_missing.hide()
        self.column.addWidget(self.who_missing)
        self.backup_reminder = LinkButton("", partial(navigator.open, Settings(SettingsPart.BACK_UP)))
        self.backup_reminder.hide()
        self.column.addWidget(self.backup_reminder)
        self.differences = LinkButton("", partial(navigator.open, Differences()))
        self.differences.hide()
        self.column.addWidget(self.differences)
        self.drafts = LinkButton("", partial(navigator.open, Drafts()))
        self.column.addWidget(self.drafts)
        columns = Columns()
        columns.main.addWidget(self._work_card())
        columns.main.addStretch(1)
        self._due_card = Card(_("Due"))
        self._due = _DueList()
        self._due.chosen.connect(self._open_due)
        self._due_card.body.addWidget(self._due)
        self._more_due = Text("", "small")
        self._more_due.hide()
        self._due_card.body.addWidget(self._more_due)
        columns.side.add(self._due_card, _reminder())
        columns.side.addStretch(1)
        self.column.addWidget(columns)

    def _work_card(self) -> Card:
        card = Card()
        self.to_finish = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("Form"), share=2),
                Column(title=_("Where you left off"), share=5),
                Column(title=_("State"), share=0),
            ),
            name=_("To finish"),
        )
        self.to_finish.opened.connect(lambda key: self._navigator.open(opens(key)))
        self._nothing_to_finish = EmptyState(
            _("Nothing to finish"),
            _("Start a screening, or write a note: one field is enough, and it is kept as you type."),
        )
        self._more = Text("", "small")
        self._more.hide()
        self.on_their_way = DataTable(
            (
                Column(title=_("Pack"), share=0),
                Column(title=_("To"), share=3),
                Column(title=_("What happens next"), share=5),
                Column(title=_("State"), share=0),
            ),
            name=_("On their way"),
        )
        self.on_their_way.opened.connect(lambda pack_id: self._navigator.open(Pack(pack_id)))
        self._nothing_sent = EmptyState(
            _("Nothing is on its way"),
            _(
                "When you sign a pack it waits here, also with no connection, until the receiver's receipt is in."
            ),
        )
        card.body.add(Heading(_("To finish"), 2), self._nothing_to_finish, self.to_finish, self._more)
        card.body.addSpacing(14)
        card.body.add(Heading(_("On their way"), 2), self._nothing_sent, self.on_their_way)
        return card

    @property
    def due_links(self) -> tuple[LinkButton, ...]:
        """The links to what is due, the nearest first."""
        return tuple(self._due.links)

    def refresh(self) -> None:
        """Read it again."""
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: read_home(vault, self._spool(), self._library, now), self.show_view
        )

    def start_new(self) -> None:
        """Begin a screening."""
        self._navigator.open(ScreeningAbout())

    def show_view(self, view: HomeView) -> None:
        """Show what there is to do."""
        self.head.show_words(view.greeting, view.who)
        self.who_missing.setVisible(not view.knows_who)
        self.backup_reminder.say(view.backup_reminder)
        self.differences.say(view.differences)
        self.drafts.setText(view.drafts)
        self.to_finish.show_rows(view.to_finish)
        self.to_finish.setVisible(bool(view.to_finish))
        self._nothing_to_finish.setVisible(not view.to_finish)
        more = ngettext(
            "and {number} more, each on the person's record", "and {number} more, each on the person's record",
            view.more_to_finish,
        )  # fmt: skip
        self._more.setText(more.format(number=view.more_to_finish))
        self._more.setVisible(view.more_to_finish > 0)
        self.on_their_way.show_rows(view.on_their_way)
        self.on_their_way.setVisible(bool(view.on_their_way))
        self._nothing_sent.setVisible(not view.on_their_way)
        self._due.show_lines(view.due)
        later = ngettext("and {number} more later", "and {number} more later", view.more_due)
        self._more_due.setText(later.format(number=view.more_due))
        self._more_due.setVisible(view.more_due > 0)

    def _open_due(self, person_id: str, entry: str) -> None:
        self._navigator.open(Record(person_id, entry) if person_id else Keeping())


class _DueList(QWidget):
    """What is due, the nearest first. Signal `chosen(person id, entry)`."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._column = VBox(self, spacing=4)
        self.links: list[LinkButton] = []

    def show_lines(self, lines: Sequence[DueLine]) -> None:
        """Show `lines` in place of what was shown."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.links = []
        for line in lines:
            self._add(line)
        if not lines:
            self._column.addWidget(
                EmptyState(_("Nothing is due"), _("Answers to chase and reviews to hold appear here by day."))
            )

    def _add(self, line: DueLine) -> None:
        link = LinkButton(without_mnemonics(line.what), name=f"{line.day}: {line.what}. {line.why}")
        link.setProperty("kind", "strong")
        link.clicked.connect(lambda: self.chosen.emit(line.person_id, line.entry))
        self.links.append(link)
        if len(self.links) > 1:
            self._column.addSpacing(8)
        self._column.addWidget(Text(line.day))
        self._column.addWidget(link, 0, Qt.AlignmentFlag(0))
        self._column.addWidget(Text(line.why, "small"))


def _reminder() -> Card:
    card = Card(_("Notice, check, share"))
    card.body.addWidget(
        Text(
            _(
                "Write what was seen, heard or said. Check with your lead. Share only what is needed. "
                "Nothing here scores a person: you decide, and say why."
            ),
            "small",
        )
    )
    return card
