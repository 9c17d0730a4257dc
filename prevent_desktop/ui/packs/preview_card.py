"""The real pages of the packs, beside what is to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.preview import page_count
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import BusyLine, Card, LinkButton, Text
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
        self, tasks: Tasks, library: FormLibrary, clock: Clock, parent: QObject | None = None
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
        """Build the pages for one receiver, in place of what was being built; at once where they are there.

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


class PreviewCard(Card):
    """Shows the pages of one receiver's pack at a time, set beside the GUI, with a way to stop that.

    A pack has the same id here and when it is signed: `pack_id_for` gives it, `used` makes place for the next one.
    """

    def __init__(self, tasks: Tasks, library: FormLibrary, clock: Clock, case_id: str) -> None:
        super().__init__(kind="preview")
        self.setAccessibleName(_("Preview of the pages"))
        self._case_id = case_id
        self._choices: Mapping[str, Choice] = {}
        self._pack_ids: dict[str, str] = {}
        self.controller = PreviewController(tasks, library, clock, self)
        self._countersigner = ""
        self.pages_of = QComboBox()
        self.pages_of.setAccessibleName(_("Show the pages for"))
        self.building = BusyLine(can_stop=True)
        self.no_pages = Text("", "small")
        self.set_again = LinkButton(_("Set the pages again"))
        self.pages = PagesView()
        parts: tuple[QWidget, ...] = (self.pages_of, self.building, self.no_pages, self.set_again, self.pages)
        for part in parts:
            self.body.addWidget(part)
        for part in (self.pages_of, self.no_pages, self.set_again):
            part.hide()
        self._listen()

    def _listen(self) -> None:
        self.pages_of.currentIndexChanged.connect(self._show_pages)
        self.set_again.clicked.connect(self._show_pages)
        self.building.stop_wanted.connect(self._stop)
        self.controller.building.connect(self._begin)
        self.controller.ready.connect(self._built)
        self.controller.failed.connect(self._not_built)

    def pack_id_for(self, recipient_id: str) -> str:
        """The id of the pack that this receiver gets next."""
        return self._pack_ids.setdefault(recipient_id, new_pack_id())

    def used(self, recipient_id: str) -> None:
        """A pack was signed under this receiver's id, or failed to be: the next one has another."""
        self._pack_ids.pop(recipient_id, None)

    def offer(self, choices: Mapping[str, Choice]) -> None:
        """Offer the pages for each of `choices`, by receiver id; whatever was set before is out of date."""
        self._choices = choices
        self.controller.forget()
        before = self.pages_of.currentData()
        self.pages_of.blockSignals(True)  # Qt's own signature
        self.pages_of.clear()
        for recipient_id, choice in choices.items():
            words = _("Pages for: {receiver}").format(receiver=choice.receiver.name)
            self.pages_of.addItem(words, recipient_id)
        self.pages_of.setCurrentIndex(max(0, self.pages_of.findData(before)))
        self.pages_of.blockSignals(False)  # Qt's own signature
        self.pages_of.setVisible(len(choices) > 1)
        self._show_pages()

    def await_countersignature(self, countersigner: str) -> None:
        """Show the pages with the place for the lead's signature, `countersigner` in words; without one where empty."""
        if countersigner != self._countersigner:
            self._countersigner = countersigner
            self.controller.forget()
            self._show_pages()

    def _show_pages(self) -> None:
        choice = self._choices.get(str(self.pages_of.currentData()))
        if choice is None:
            self._say(_("The pages show here once a form that a receiver gets is finished."))
        else:
            pack_id = self.pack_id_for(choice.receiver.id)
            self.controller.show(
                choice, case_id=self._case_id, pack_id=pack_id, countersigner=self._countersigner
            )

    def _begin(self) -> None:
        self.no_pages.hide()
        self.set_again.hide()
        self.building.start(_("Setting the pages…"))

    def _built(self, pages: DrawnPages) -> None:
        self.building.stop()
        self.no_pages.hide()
        self.set_again.hide()
        self.pages.show()
        self.pages.show_pages(pages)

    def _stop(self) -> None:
        self.controller.stop()
        self._say(_("Stopped. The pages are not shown."))
        self.set_again.show()

    def _not_built(self, error: PreventDesktopError) -> None:
        self._say(str(error))
        self.set_again.show()

    def _say(self, words: str) -> None:
        """Words in place of pages."""
        self.building.stop()
        self.pages.hide()
        self.no_pages.setText(words)
        self.no_pages.show()
