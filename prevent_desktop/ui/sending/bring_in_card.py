"""Bring in what came by mail or on a stick: choose the files or a folder, or drop them anywhere on the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForFolder, ask_for_file, ask_for_folder
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    FlowRow,
    LinkButton,
    Notice,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.file_drops import FileDrops
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.sending.bring_in import Became, BroughtIn, Looked, look_at, take_in
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

_MOST_TOLD = 12
_BAD = frozenset({Became.REFUSED, Became.NOTHING})


class BringInCard(Card):
    """`spool` is asked for in a lane.

    Signals: `brought()` after something was brought in: the list is to be read again; `check_wanted()` for a pack that came to oneself as a file.
    """

    brought = Signal()
    check_wanted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        spool: SpoolSource,
        clock: Clock,
        *,
        ask_file: AskForFile | None = None,
        ask_folder: AskForFolder | None = None,
    ) -> None:
        super().__init__(_("Receipts and answers by email or stick"))
        self._tasks, self._spool, self._clock = tasks, spool, clock
        self._ask_file = ask_file or _ask_for_file
        self._ask_folder = ask_folder or ask_for_folder
        self.file = SecondaryButton(_("Bring in &a file…"), self._choose_file)
        self.folder = SecondaryButton(_("Bring in a fol&der or stick…"), self._choose_folder)
        self.check = LinkButton(_("Check a pack that came to you as a PDF"))
        self.check.clicked.connect(self.check_wanted)
        self.busy = BusyLine()
        self.notice = Notice()
        self._told = QWidget()
        self._lines = VBox(self._told)
        self._told.hide()
        words = _(
            "What receivers send back by email, or put on a stick, is brought in here: drop the email, its attachments or a folder anywhere on this page, or choose them. It is checked as what comes by itself, and stays where it is."
        )
        self.body.add(
            Text(words), FlowRow(self.file, self.folder, self.check), self.busy, self.notice, self._told
        )

    def take_drops_on(self, page: QWidget) -> None:
        """Let files be dropped anywhere on `page`."""
        drops = FileDrops(page, lambda: _("Drop it here to bring it in"))
        drops.came.connect(lambda paths, _links: self.bring_in(paths))

    def bring_in(self, paths: Sequence[Path]) -> None:
        """Look through them beside the window, then take what is there into the outbox and the record."""
        self._set_busy(busy=True)
        self._tasks.in_background(lambda: look_at(paths), self._take, self._failed)

    def _take(self, looked: Looked) -> None:
        def work(vault: Vault) -> tuple[BroughtIn, ...]:
            spool, now = self._spool(), self._clock()
            results = take_in(spool, looked, now=now, vault=vault)
            follow_up(vault, spool, now=now)
            return results

        self._tasks.in_vault(work, self.show_results, self._failed)

    def show_results(self, results: tuple[BroughtIn, ...]) -> None:
        """Say what became of each."""
        self._set_busy(busy=False)
        take_all_out(self._lines)
        for one in results[:_MOST_TOLD]:
            self._lines.addWidget(Text(f"{one.name}: {one.words}", selectable=True))
        self._told.setVisible(bool(results))
        taken = sum(one.became not in _BAD for one in results)
        words = ngettext("{number} receipt or answer is brought in.", "{number} receipts and answers are brought in.", taken).format(number=taken)  # fmt: skip
        if not taken:
            words = _("There was nothing that could be brought in.")
        refused = any(one.became in _BAD for one in results)
        self.notice.say(words, Tone.WARNING if refused or not taken else Tone.SUCCESS)
        self.brought.emit()

    def _failed(self, error: PreventDesktopError) -> None:
        self._set_busy(busy=False)
        self.notice.say_failure(error)

    def _set_busy(self, *, busy: bool) -> None:
        self.file.setEnabled(not busy)
        self.folder.setEnabled(not busy)
        if busy:
            self.notice.clear()
            self.busy.start(_("Checking what came…"))
        else:
            self.busy.stop()

    def _choose_file(self) -> None:
        path = self._ask_file(self)
        if path is not None:
            self.bring_in((path,))

    def _choose_folder(self) -> None:
        path = self._ask_folder(self)
        if path is not None:
            self.bring_in((path,))


def _ask_for_file(parent: QWidget) -> Path | None:
    kinds = _("Emails, receipts and answers (*.eml *.jws *.age);;All files (*)")
    return ask_for_file(parent, title=_("What came back"), kinds=kinds)
