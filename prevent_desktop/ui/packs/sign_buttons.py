"""The buttons that sign packs: into the outbox, into a folder, as a copy to read or to print; and why none can be pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.translation import _
from prevent_desktop.ui.packs.asking import act_words
from prevent_desktop.ui.packs.orders import needs_folder
from prevent_desktop.ui.packs.view import cannot_wait
from prevent_desktop.ui.widgets import BusyLine, FlowRow, PrimaryButton, SecondaryButton, Text, VBox
from prevent_desktop.workflows.packs.prepare_pack import Choice


class SignButtons(QWidget):
    """`sign`, `on_paper`, `save` and `readable` are the page's to listen to, and `busy` to start; none can be pressed before `offer`."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = PrimaryButton(_("&Sign and queue"))
        self.save = SecondaryButton(_("Save sealed pack to a &folder"))
        self.readable = SecondaryButton(_("Save a &readable copy…"))
        self.on_paper = SecondaryButton(_("&Print a signed copy…"))
        self.why_not = Text("", "small")
        self.busy = BusyLine(can_stop=True)
        self.readable.hide()
        self.on_paper.hide()
        for button in (self.sign, self.save, self.readable, self.on_paper):
            button.setEnabled(False)  # until it is known who receives what
        column = VBox(self, spacing=13)
        column.add(FlowRow(self.sign, self.on_paper, self.save, self.readable), self.why_not, self.busy)

    def offer(self, chosen: Sequence[Choice], *, reason: str, waits: bool, busy: bool) -> None:
        """Say what can be done for the receivers that are `chosen`; `reason` tells why nothing can, `waits` that the lead signs first."""
        apart = needs_folder(chosen)
        queued = any(choice.receiver.way is SealingWay.AGE for choice in chosen)
        reason = reason or (cannot_wait() if waits and apart else "")
        ready = not reason and not busy
        self.sign.setEnabled(ready)
        self.sign.setText(
            _("&Sign and wait") if waits else act_words(queued=queued or not apart, saved=apart)
        )
        self.save.setEnabled(ready and not waits)
        self.save.setVisible(queued or not chosen)
        self._offer_readable(chosen, ready=ready and not waits)
        self.why_not.say(reason)

    def _offer_readable(self, chosen: Sequence[Choice], *, ready: bool) -> None:
        readable = bool(chosen) and all(choice.may_be_readable for choice in chosen)
        self.readable.setVisible(readable)
        self.readable.setEnabled(ready and readable)
        self.on_paper.setVisible(readable and len(chosen) == 1)
        self.on_paper.setEnabled(self.readable.isEnabled())
