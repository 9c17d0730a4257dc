"""Builds the real pages of packs for the preview, beside the GUI, and draws one page after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.preview import page_count
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.pictures import Album
from prevent_desktop.workflows.packs.prepare_pack import Choice, build


class PreviewController(QObject):
    """The pages of one pack at a time. Signals: `building()`, then `ready(DrawnPages)` or `failed(error)`."""

    building = Signal()
    ready = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library = library
        self._clock = clock
        self._job: Job | None = None
        self._built: dict[str, DrawnPages] = {}
        self._album = Album()

    def forget(self) -> None:
        """The record changed: pages built before are no longer right."""
        self._built.clear()

    def show(self, choice: Choice, *, case_id: str, pack_id: str, countersigner: str = "") -> None:
        """Build the pages for one recipient, in place of what was being built; at once where they are there.

        With a `countersigner` (who, in words) page one has the place for the second signature.
        """
        self.stop()
        if (known := self._built.get(pack_id)) is not None:
            self.ready.emit(known)
            return
        self.building.emit()
        now = self._clock()

        def read(vault: Vault) -> PackContent:
            content = content_for(vault, self._library, choice, case_id=case_id, pack_id=pack_id, now=now)
            return replace(content, countersigner=countersigner)

        self._job = self._tasks.in_vault(read, lambda content: self._build(content, pack_id), self._fail)

    def stop(self) -> None:
        """Build no further."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _build(self, content: PackContent, pack_id: str) -> None:
        def made() -> tuple[bytes, int]:
            pdf = build(content, self._album)
            return pdf, page_count(pdf)

        self._job = self._tasks.in_background(made, lambda found: self._done(*found, pack_id), self._fail)

    def _done(self, pdf: bytes, count: int, pack_id: str) -> None:
        self._job = None
        pages = self._built[pack_id] = DrawnPages(self._tasks, pdf, count)
        self.ready.emit(pages)

    def _fail(self, error: PreventDesktopError) -> None:
        self._job = None
        self.failed.emit(error)
