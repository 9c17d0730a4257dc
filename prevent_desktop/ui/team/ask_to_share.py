"""The question before cases are shared: what others have got cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog


def ask_to_share(number: int, others: Sequence[str], parent: QWidget) -> ConfirmDialog:
    """Whether so many cases are to go to these people; whoever asks opens it."""
    question = ngettext("Share this case?", "Share these {number} cases?", number).format(number=number)
    who = all_of(others) if others else _("every lead and deputy who joins")
    told = _(
        "What stands there now, and whatever is written from now on, goes to {who}. It cannot be taken back from them."
    ).format(who=who)
    return ConfirmDialog(question, told, _("&Share"), parent=parent)
