"""Files that failed a check: why, and what to do; try one again, or remove it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock
from prevent_desktop.ui.widgets import Card, FlowRow, HairLine, Heading, SecondaryButton, Text
from prevent_desktop.workflows.receiving.quarantine import Quarantined

Aside = tuple[FolderMailbox, Quarantined]


class AsideCard(Card):
    """Hidden while nothing stands aside. Signals `retry_wanted(aside)` and `dismiss_wanted(aside)`."""

    retry_wanted = Signal(object)
    dismiss_wanted = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__(_("Set aside"))
        self._clock = clock
        self._shown: tuple[Aside, ...] = ()
        self._rows: list[QWidget] = []
        self.retries: list[SecondaryButton] = []
        self.dismissals: list[SecondaryButton] = []
        self.body.addWidget(
            Text(
                _("These files did not pass a check, so nothing of them is shown and no receipt was given."),
                "muted",
            )
        )
        self.hide()

    def show_files(self, files: tuple[Aside, ...]) -> None:
        """Show what stands aside; what has not changed is left alone."""
        if files != self._shown:
            self._shown = files
            self._clear()
            for aside in files:
                self._add(aside)
        self.setVisible(bool(files))

    def _clear(self) -> None:
        for row in self._rows:
            row.hide()
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows, self.retries, self.dismissals = [], [], []

    def _add(self, aside: Aside) -> None:
        one = aside[1]
        retry, dismiss = SecondaryButton(_("&Check it again")), SecondaryButton(_("&Remove it…"))
        for button in (retry, dismiss):
            button.setAccessibleDescription(f"{one.name}: {one.title}")
        retry.clicked.connect(lambda: self.retry_wanted.emit(aside))
        dismiss.clicked.connect(lambda: self.dismiss_wanted.emit(aside))
        when = short_moment_near(one.set_aside_at, self._clock())
        name = one.untrusted_pack_id or one.name
        for row in (
            HairLine(),
            Heading(one.title, 3),
            Text(f"{one.what_happened} {one.next_step}", selectable=True),
            Text(_("File {name}, set aside {when}").format(name=name, when=when), "small", selectable=True),
        ):
            self._rows.append(row)
            self.body.addWidget(row)
        actions = FlowRow(retry, dismiss)
        self._rows.append(actions)
        self.body.addWidget(actions, 0, Qt.AlignmentFlag.AlignLeft)
        self.retries.append(retry)
        self.dismissals.append(dismiss)
