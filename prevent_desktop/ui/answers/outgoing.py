"""Answers of ours that are still to be put out, and news of those that came."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.answers.give_answer import Outgoing, note_placed, outgoing, place
from prevent_desktop.workflows.answers.take_answers import came_since
from prevent_desktop.workflows.receiving.desk_places import DeskReach

AGAIN_MS = 60_000


class OutgoingAnswers(QTimer):
    """Tries again every minute what cannot be put out now. Signal `placed()` once answers lie where their senders look.

    `reach` is how the desk's storage is reached.
    """

    placed = Signal()

    def __init__(
        self, tasks: Tasks, navigator: Navigator, clock: Clock, reach: DeskReach | None = None
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._clock, self._reach = tasks, navigator, clock, reach
        self._told_of = clock()
        self.setSingleShot(True)
        self.setInterval(AGAIN_MS)
        self.timeout.connect(self.put_out)

    def tell_news(self) -> None:
        """Say in the status line that answers have come since this was asked last; it names nobody."""
        since, self._told_of = self._told_of, self._clock()
        self._tasks.in_vault(lambda vault: came_since(vault, since), self._tell_news)

    def _tell_news(self, count: int) -> None:
        if count:
            words = ngettext(
                "{number} answer has come: see My work", "{number} answers have come: see My work", count
            )
            self._navigator.told.emit(words.format(number=count))

    def put_out(self) -> None:
        """Put each signed answer where its sender looks."""
        self._tasks.in_vault(lambda vault: outgoing(vault, self._reach), self._place)

    def _place(self, left: tuple[Outgoing, ...]) -> None:
        if left:
            self._tasks.in_background(
                lambda: [one for one in left if place(one)], lambda placed: self._placed(left, placed)
            )

    def _placed(self, left: Sequence[Outgoing], placed: Sequence[Outgoing]) -> None:
        if placed:
            self._tasks.in_vault(lambda vault: note_placed(vault, placed), lambda _none: self._tell())
        if len(placed) < len(left):
            self.start()

    def _tell(self) -> None:
        self._navigator.told.emit(_("The answer lies where its sender looks"))
        self.placed.emit()
