"""Join the copy of this vault from another laptop."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.errors import CopyStoppedError, PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Differences, TeamDifferences
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.merge.merge_controller import MergeController
from prevent_desktop.ui.vault_admin.merge.waiting import Waiting, read_waiting
from prevent_desktop.ui.vault_admin.merge.words import heading_of, news_in_words
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    FlowRow,
    Heading,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
    announce,
)
from prevent_desktop.vault.merging.merging import Looked


class MergeSection(Section):
    """Asks for the folder, tells what is in it, joins, and leads to what is to be settled."""

    def __init__(self, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(
            tasks, SettingsPart.MERGING, _("Work that was done on another laptop with a copy of this vault comes together here.")
        )  # fmt: skip
        self.controller = MergeController(tasks, self, _now)
        self.choose = PrimaryButton(_("Join the &copy from another laptop…"), self._ask_folder)
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.controller.stop)
        self.heading = Heading("", 3)
        self.news = Text("")
        self.join = PrimaryButton(_("&Join"), self._join)
        self.leave = SecondaryButton(_("&Leave it"), self._leave)
        self._offer = FlowRow(self.join, self.leave)
        self.to_settle = LinkButton("", partial(navigator.open, Differences()))
        self.to_settle_shared = LinkButton("", partial(navigator.open, TeamDifferences()))
        body = self.card.body
        body.addWidget(
            Text(_("Choose a backup from the other laptop, or its vault folder on a stick. Nothing is written there. You see what is in it before anything is joined; where both laptops changed the same thing, both are kept and you choose."))
        )  # fmt: skip
        body.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        body.add(self.busy, self.heading, self.news, self._offer)
        self._waiting = Card(_("To settle"))
        self.nothing = Text(_("Nothing waits to be settled."), "muted")
        self._waiting.body.add(self.nothing)
        for link in (self.to_settle, self.to_settle_shared):
            self._waiting.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_card(self._waiting)
        self._show_offer(shown=False)
        self._show_waiting(Waiting("", ""))
        self.controller.moved.connect(self.busy.tell)
        self.controller.looked.connect(self._show_looked)
        self.controller.joined.connect(self._joined)
        self.controller.failed.connect(self._failed)

    def show_state(self, state: SettingsState) -> None:
        """Tell how much waits to be settled."""
        del state  # that is not a setting
        self.tasks.in_vault(read_waiting, self._show_waiting)

    def _show_waiting(self, waiting: Waiting) -> None:
        self.to_settle.say(waiting.laptops)
        self.to_settle_shared.say(waiting.shared)
        self.nothing.setVisible(not any(waiting))

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("The copy from the other laptop"))
        if folder is not None:
            self.look_at(folder)

    def look_at(self, folder: Path) -> None:
        """See what is in the copy in `folder`."""
        self.notice.clear()
        self._show_offer(shown=False)
        self._begin(_("Looking at the copy…"))
        self.controller.look_at(folder)

    def _show_looked(self, looked: Looked) -> None:
        self._rest()
        report = looked.report
        self.heading.setText(heading_of(report))
        self.news.setText(news_in_words(report))
        self._show_offer(shown=True)
        self.join.setVisible(report.is_news)
        announce(self, f"{self.heading.text()}. {self.news.text()}")
        (self.join if report.is_news else self.leave).setFocus()

    def _join(self) -> None:
        self._show_offer(shown=False)
        self._begin(_("Joining…"))
        self.controller.join()

    def _leave(self) -> None:
        self.controller.leave()
        self._show_offer(shown=False)
        self.choose.show()
        self.choose.setFocus()

    def _joined(self, report: MergeReport) -> None:
        self._rest()
        self.choose.show()
        self.heading.setText(_("Joined"))
        self.news.setText(news_in_words(report))
        self.heading.show()
        self.news.show()
        self.tell_kept(_("All of that copy is here now; the copy itself was not changed."))
        self.choose.setFocus()
        self.tasks.in_vault(read_waiting, self._lead_on)

    def _lead_on(self, waiting: Waiting) -> None:
        self._show_waiting(waiting)
        if any(waiting):
            (self.to_settle if waiting.laptops else self.to_settle_shared).setFocus()

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        self.choose.show()
        if isinstance(error, CopyStoppedError):
            self.notice.say(_("Stopped. Nothing was joined, and nothing was changed."), Tone.INFO)
        else:
            self.show_failure(error)

    def _begin(self, words: str) -> None:
        self.choose.setEnabled(False)
        self.busy.start(words)

    def _rest(self) -> None:
        self.choose.setEnabled(True)
        self.busy.stop()

    def _show_offer(self, *, shown: bool) -> None:
        """One primary button at a time."""
        for part in (self.heading, self.news, self._offer):
            part.setVisible(shown)
        self.choose.setVisible(not shown)


def _now() -> datetime:
    return datetime.now(UTC)
