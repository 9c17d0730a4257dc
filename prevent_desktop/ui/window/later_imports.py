"""What is imported after the first screen is painted, and in which order, so that neither a key nor another import waits."""

from __future__ import annotations

import importlib

_COURIER = "prevent_desktop.workflows.sending.deliver"
BESIDE_THE_WINDOW = (
    "prevent_desktop.workflows.vault_admin.unlock",
    "prevent_desktop.workflows.vault_admin.back_up",
    "prevent_desktop.workflows.record.writing_aids",
    "prevent_desktop.workflows.forms.look_at_form",
    "prevent_desktop.workflows.packs.prepare_pack",
    "prevent_desktop.workflows.sending.follow_up",
    _COURIER,
)
"""What is imported on another thread while the passphrase is typed: nothing of Qt's (see `Tasks.import_first`)."""
IN_THE_WINDOW = (
    "prevent_desktop.ui.writing.box",
    "prevent_desktop.ui.settings.forms_section",
    "prevent_desktop.ui.settings.recipients_section",
    "prevent_desktop.ui.settings.screen",
    "prevent_desktop.ui.form_controller",
    "prevent_desktop.ui.record.page",
    "prevent_desktop.ui.packs.page",
    "prevent_desktop.ui.page_registry",
    "prevent_desktop.ui.window.unlocked_window",
)
"""What has Qt's classes is imported after that on the GUI thread, a piece at a time, so that no key waits for it."""


def import_courier() -> None:
    """The courier alone, for a start in the tray."""
    importlib.import_module(_COURIER)


def import_beside() -> None:
    """All of `BESIDE_THE_WINDOW`, and what is known of the language."""
    for name in BESIDE_THE_WINDOW:
        importlib.import_module(name)
    from prevent_desktop.formatting import make_ready

    make_ready()
