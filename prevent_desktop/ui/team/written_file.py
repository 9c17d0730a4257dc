"""Writing a file where the person chose, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks


def write_file(
    tasks: Tasks,
    path: Path,
    content: Callable[[], bytes],
    done: Callable[[], object],
    failed: Callable[[PreventDesktopError], object],
) -> None:
    """Write what `content` makes (slow) to `path`; `failed` gets what the disk, or whoever makes it, says."""

    def work() -> None:
        made = content()
        with saving(path, _("The file could not be saved")):
            write_for_person(path, made)

    tasks.in_background(work, lambda _none: done(), failed)
