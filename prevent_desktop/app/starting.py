"""Starting: the app, or the form that somebody tries; and a fresh process in place of this one at a lock."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication

from prevent_desktop.app.desktop import Desktop, present_time
from prevent_desktop.app.options import AppOptions
from prevent_desktop.confined.spawn import forget_where_plugins_are, own_command, replace_process
from prevent_desktop.data_files import resources
from prevent_desktop.errors import DataFolderAwayError, PreventDesktopError
from prevent_desktop.event_log import Event, keep_words_off_standard_error, record
from prevent_desktop.translation import _
from prevent_desktop.ui.system.program_name import tell_name
from prevent_desktop.ui.theme import MINIMUM_SCALE, QT_ARGUMENTS, Appearance, FocusRings, Theme
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.ui.window.window_settings import WindowSettings, read_window_settings
from prevent_desktop.workflows.places import DATA_VARIABLE, Places
from prevent_desktop.workflows.sending.shared_spool import TRAY_MARKER
from prevent_desktop.workflows.support import keep_events

NOT_BEGUN = 3
"""The exit code where the world is broken (cli/output.py)."""


def run_app(options: AppOptions) -> int:
    """Show the window and run until it is closed; the process's exit code."""
    forget_where_plugins_are()
    keep_words_off_standard_error()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    app.setApplicationName("prevent-desktop")
    app.setApplicationDisplayName(_("Prevent Desktop"))
    tell_name(app)
    tell_roles()
    places = places_there(app, options)
    if places is None:
        return NOT_BEGUN
    keep_events(places)
    if _runs_already(places, options.file):
        return 0
    desktop = Desktop(
        app,
        options,
        fresh_process=lambda: _start_again(places, *_words_of(options)),
        fresh_in_tray=lambda: _start_again(places, "tray"),
        practise=lambda: _start_again(places, "practice"),
    )
    sys.excepthook = desktop.show_fault
    threading.excepthook = lambda unhandled: record(Event.FAULT, error=unhandled.exc_value)
    desktop.start()
    code = app.exec()
    if options.practice and not desktop.session_ended:
        _start_again(places)
    return code


def places_there(app: QApplication, options: AppOptions) -> Places | None:
    """Where everything lies. Where that cannot be told now, it is said why; None where nobody wants another try."""
    while True:
        try:
            return Places.of(options.data)
        except PreventDesktopError as error:
            if not _wants_another_try(app, options, error):
                return None


def _wants_another_try(app: QApplication, options: AppOptions, error: PreventDesktopError) -> bool:
    """Tell what is wrong, in the usual look: how the window was left stands where nobody can read it now."""
    from prevent_desktop.ui.window.not_begun import NotBegunDialog

    Theme(app, resources()).choose(options.appearance or Appearance.SYSTEM, options.scale or MINIMUM_SCALE)
    dialog = NotBegunDialog(error)
    FocusRings(app, parent=dialog)
    return dialog.exec() == NotBegunDialog.DialogCode.Accepted


def _runs_already(places: Places, file: Path | None) -> bool:
    """Whether the program waits in the tray, or has the vault open where there is a file to open: it does the rest."""
    if (places.spool / TRAY_MARKER).exists():
        from prevent_desktop.ui.window.in_tray import waits_in_tray

        return waits_in_tray(places.spool, file)
    if file is None:
        return False
    from prevent_desktop.ui.window.single_instance import knock

    vault = read_window_settings(places.window_settings).last_vault
    return bool(vault) and knock(Path(vault), file)


def _words_of(options: AppOptions) -> tuple[str, ...]:
    """What a process that takes this one's place is started with: practice stays practice over a lock."""
    return ("practice",) if options.practice else ()


def run_preview(file: Path) -> int:
    """Show the form in `file` in a window of its own, with no vault; the process's exit code."""
    from prevent_desktop.ui.window.preview_window import PreviewWindow
    from prevent_desktop.workflows.forms.known_value_sets import known_value_sets

    forget_where_plugins_are()
    app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
    app.setApplicationName("prevent-desktop")
    tell_name(app)
    tell_roles()
    kept = _as_it_was_left()
    theme = Theme(app, resources())
    theme.choose(kept.appearance, kept.scale)
    window = PreviewWindow(file, known_value_sets(resources() / "value-sets"), present_time)
    FocusRings(app, parent=window)
    window.show()
    code = app.exec()
    window.tasks.close()
    return code


def _as_it_was_left() -> WindowSettings:
    """The window's settings; the usual ones where their disk is away."""
    try:
        return read_window_settings(Places.of().window_settings)
    except DataFolderAwayError:
        return WindowSettings()


def _start_again(places: Places, *more: str) -> None:
    """A fresh process on the same data folder; which vault was open is in the window's settings."""
    if os.environ.get(DATA_VARIABLE):
        os.environ[DATA_VARIABLE] = str(places.data.absolute())
    try:
        replace_process(own_command(*more))
    finally:
        os._exit(1)  # a lock that cannot start afresh still locks
