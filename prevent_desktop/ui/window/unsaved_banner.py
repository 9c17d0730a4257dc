"""Says across the window that what is being typed cannot be saved, and goes once it is."""

from __future__ import annotations

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Notice, Tone
from prevent_desktop.ui.window.app_window import AppWindow


class UnsavedBanner(Notice):
    """Hidden while all is saved; it is told again only where the reason is another one."""

    def __init__(self, window: AppWindow) -> None:
        super().__init__(tone=Tone.DANGER, parent=window)
        window.show_banner(self)
        self.hide()

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
