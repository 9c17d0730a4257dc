"""The first start on this machine, or of one more person on it: three steps, and practising first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from prevent_desktop.casework.roles import title_of
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import each_of
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PRACTICE
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.file_card import FileCard
from prevent_desktop.ui.vault_admin.first_run.step_card import StepCard
from prevent_desktop.ui.vault_admin.first_run.steps import Step, StepList
from prevent_desktop.ui.vault_admin.first_run.who_card import WhoCard
from prevent_desktop.ui.widgets import Heading, LinkButton, Text, VBox
from prevent_desktop.ui.widgets.tab_order import chain_tabs

if TYPE_CHECKING:
    from prevent_desktop.ui.vault_admin.first_run.passphrase_card import PassphraseCard

BLOCK, STEPS, GAP = 1000, 272, 32
"""The widths of the whole and of the list of steps, and what stands between list and card: pixels at 100 %."""
_BESIDE_EMS = 52
"""Where the block is narrower than so many sizes of the text, the card stands below the heading and the list is left out."""


class FirstRunPane(QWidget):
    """Signals `finished(SetUp, passphrase, recovery code)`; `step_told(words)`; and those of the quiet links.

    `can_go_back` where there are records of others.
    """

    finished = Signal(object, str, str)
    step_told = Signal(str)
    restore_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, tasks: Tasks, *, can_go_back: bool, practise: Callable[[], object]) -> None:
        super().__init__()
        self.base_width = BLOCK
        self.setAccessibleName(_("Set up in three steps"))
        self._tasks = tasks
        self.steps = StepList()
        self.who, self.file = WhoCard(), FileCard(tasks)
        self.secret: PassphraseCard | None = None
        self.card: StepCard = self.who
        self.step = Step.WHO
        self.practise = LinkButton(_("Practise first with invented cases"), practise, colour="muted")
        self.restore = LinkButton(_("Restore from a backup"), self.restore_wanted, colour="muted")
        self.leave = LinkButton(_("Back to the records on this computer"), self.back_wanted, colour="muted")
        self._lay_out()
        self.leave.setVisible(can_go_back)
        self.who.done.connect(lambda: self._show(Step.FILE))
        self.file.done.connect(lambda: self._show(Step.PASSPHRASE))
        self.file.back_wanted.connect(lambda: self._show(Step.WHO))
        self._show(Step.WHO)

    def _lay_out(self) -> None:
        self._quiet = QWidget()
        quiet = VBox(self._quiet, spacing=4, margins=(0, 14, 0, 0))
        about = Text(_("Opens a set of records about nobody. Close it, and you are back here."), "small")
        quiet.add(self.practise, about)
        for part in (self.practise, about):
            part.setVisible(in_force().locked(PRACTICE) is not False)
        quiet.addSpacing(8)
        quiet.add(self.restore, self.leave)
        self._beside = QWidget()
        self._list = VBox(self._beside, spacing=0)
        self._list.add(self.steps)
        self._holder = QWidget()
        self._cards = VBox(self._holder)
        self._cards.add(self.who, self.file)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._beside)
        self._row.addWidget(self._holder, 1)
        column = VBox(self, spacing=4, margins=(0, 14, 0, 0))
        column.add(
            Heading(_("Set up in three steps"), 1),
            Text(_("About five minutes. You can change all of it later in settings."), "muted"),
        )
        column.addSpacing(18)
        column.addLayout(self._row)
        column.addStretch(1)
        self._list.addWidget(self._quiet)
        self._list.addStretch(1)
        self._cards.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.fontInfo().pixelSize()
        narrow = self.width() < _BESIDE_EMS * size
        self.steps.setVisible(not narrow)
        width = round(STEPS * size / _TEXT_AT_100)
        self._beside.setMinimumWidth(0 if narrow else width)
        self._beside.setMaximumWidth(_ANY_WIDTH if narrow else width)
        self._row.setDirection(
            QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        )

    # -- the steps

    def _show(self, step: Step) -> None:
        self.steps.mark_done(Step.WHO, self._who_in_words())
        self.steps.mark_done(Step.FILE, self.file.told)
        if step is Step.PASSPHRASE and self.secret is None:
            self._make_secret()
        cards: dict[Step, StepCard | None] = {
            Step.WHO: self.who,
            Step.FILE: self.file,
            Step.PASSPHRASE: self.secret,
        }
        for one, card in cards.items():
            if card is not None:
                card.setVisible(one is step)
                if one is step:
                    self.card = card
        self.step = step
        self.steps.show_step(step)
        chain_tabs([*self.card.tab_stops, self.practise, self.restore, self.leave])
        self.step_told.emit(self.told)
        if self.isVisible():
            self.card.enter()

    def enter(self) -> None:
        """Put the keyboard where the present step begins."""
        self.card.enter()

    @property
    def told(self) -> str:
        """Which step it is."""
        return _("Step {number} of {count}").format(number=self.step.value, count=len(Step))

    def _make_secret(self) -> None:
        from prevent_desktop.ui.vault_admin.first_run.passphrase_card import PassphraseCard

        self.secret = PassphraseCard(
            self._tasks, (self.who.name, self.who.organisation), lambda: self.file.allows_printing
        )
        self.secret.done.connect(self._finish)
        self.secret.back_wanted.connect(lambda: self._show(Step.FILE))
        self._cards.insertWidget(0, self.secret)

    def _who_in_words(self) -> str:
        words = (self.who.name, title_of(self.who.roles), self.who.organisation)
        return _("Done: {what}").format(what=each_of(words))

    def _finish(self) -> None:
        from prevent_desktop.workflows.vault_admin.first_run import SetUp

        if self.secret is not None:
            self.secret.wait(_("Making your records…"))
            said = SetUp(
                name=self.who.name,
                organisation=self.who.organisation,
                roles=self.who.roles,
                profile=self.file.profile,
                compared=self.file.compared,
                key=self.file.key,
                invitation=self.file.invitation,
                team_folder=self.file.invitation_part.folder,
                device=self.file.invitation_part.device.text().strip(),
                code_printed=self.secret.printed,
            )
            self.finished.emit(said, self.secret.passphrase, self.secret.code)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why the records could not be made or opened."""
        if self.secret is not None:
            self.secret.show_failure(error)


_TEXT_AT_100 = 15
_ANY_WIDTH = (1 << 24) - 1
"""QWIDGETSIZE_MAX of Qt: as wide as it likes."""
