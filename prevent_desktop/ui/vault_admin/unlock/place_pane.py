"""Records lie, or would lie, where they should not: why, and the way to this computer's own disk."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import FlowRow, LinkButton, Notice, PrimaryButton, SecondaryButton, Text, Tone
from prevent_desktop.workflows.vault_place import PlaceTrouble


class PlacePane(Pane):
    """Before the first step. Signals `here_wanted()`: on this computer's own disk; `restore_wanted()`, `back_wanted()`.

    `can_be_here`: there is such a place.
    """

    here_wanted = Signal()
    restore_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, trouble: PlaceTrouble, *, can_be_here: bool, can_go_back: bool) -> None:
        super().__init__(_("Records cannot be made there"), wide=True)
        words = Text(trouble.words)
        self.body.add(words, Text(trouble.next_step))
        self.setAccessibleDescription(f"{trouble.words} {trouble.next_step}")
        self.body.addSpacing(14)
        self.here = PrimaryButton(_("&Make them on this computer"), self.here_wanted)
        self.here.setVisible(can_be_here)
        self.leave = LinkButton(_("Back to the records on this computer"), self.back_wanted)
        self.leave.setVisible(can_go_back)
        self.notice = Notice()
        self.body.add(FlowRow(self.here, self.leave), self.notice)
        if can_be_here:
            self.setFocusProxy(self.here)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong."""
        self.notice.say(failure_words(error), Tone.DANGER)


class PlaceNotice(Notice):
    """At unlocking: why they should not lie there, and the move. Signal `move_wanted()`. `can_move`: there is a place for them."""

    move_wanted = Signal()

    def __init__(self, trouble: PlaceTrouble, *, can_move: bool) -> None:
        self.move_now = SecondaryButton(_("&Move them to this computer"))
        words = f"{trouble.words} {trouble.next_step}"
        title = _("These records are in a risky place")
        super().__init__(words, Tone.WARNING, title=title, action=self.move_now if can_move else None)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.move_now.clicked.connect(self.move_wanted)
