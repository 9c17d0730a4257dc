"""The composition root: `starting` begins, `desktop` is the running app."""

from prevent_desktop.app.desktop import Desktop
from prevent_desktop.app.options import AppOptions
from prevent_desktop.app.starting import run_app, run_preview
from prevent_desktop.ui.theme import QT_ARGUMENTS

__all__ = ["QT_ARGUMENTS", "AppOptions", "Desktop", "run_app", "run_preview"]
