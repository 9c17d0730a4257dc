"""Says across the window that what is being typed cannot be saved, and goes once it is; whoever would leave it is asked first."""

from __future__ import annotations

from collections.abc import Callable

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.widgets import Notice, Tone
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.window.app_window import AppWindow


class UnsavedBanner(Notice):
    """Hidden while all is saved; it is told again only where the reason is another one."""

    def __init__(self, window: AppWindow, navigator: Navigator) -> None:
        super().__init__(tone=Tone.DANGER, parent=window)
        self._navigator = navigator
        self.dialog: ConfirmDialog | None = None
        navigator.unsaved.connect(self.tell)
        navigator.held.connect(self._ask)
        window.show_banner(self)
        self.hide()

    def _ask(self, go: Callable[[], object]) -> None:
        """Before what was typed last goes with its page."""
        self.dialog = ConfirmDialog(
            _("Leave without what you typed last?"),
            _("It could not be saved, and is lost if you leave this page now. Stay, and it is saved by itself as soon as that can be done."),
            _("&Leave without it"),
            no=_("&Stay on this page"),
            parent=self.window(),
        )  # fmt: skip
        self.dialog.accepted.connect(lambda: self._leave(go))
        self.dialog.open()

    def _leave(self, go: Callable[[], object]) -> None:
        self._navigator.unsaved.emit(None)
        go()

    def tell(self, error: PreventDesktopError | None) -> None:
        """Why it is not saved, and what to do; None: it is."""
        words = "" if error is None else _not_saved(error)
        if words != self.text.text():
            self.setAccessibleName("" if error is None else error.title)
            self.say(words, Tone.DANGER)


def _not_saved(error: PreventDesktopError) -> str:
    """The reason begins with a small letter: it stands within a sentence."""
    reason = error.title[:1].lower() + error.title[1:]
    return _(
        "What you type is not saved: {reason}. {next_step} Stay on this page: it is then saved by itself."
    ).format(reason=reason, next_step=error.next_step)
