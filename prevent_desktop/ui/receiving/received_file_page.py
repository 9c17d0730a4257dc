"""A file inside a received pack: read here, before or after the pack is put in a case."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForTarget, ask_for_target
from prevent_desktop.ui.components.preview_page import PreviewPage
from prevent_desktop.ui.receiving.packed_copy_controller import PackedCopyController
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import ReceivedPack
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Breadcrumb, BusyLine, FlowRow, Notice, PageHead, SecondaryButton, Tone
from prevent_desktop.workflows.receiving.inbox import OpenedPack, open_pack
from prevent_desktop.workflows.receiving.packed_files import preview_packed

_PACK = "pack"


class ReceivedFilePage(PreviewPage):
    """The file called `name` in the pack with our id `received_id`."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        received_id: str,
        name: str,
        *,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__(tasks)
        self._ask_target = ask_target
        self._opened: OpenedPack | None = None
        self.setAccessibleName(_("File {file}").format(file=name))
        self._file, self._sender = name, ""
        self.way = Breadcrumb([(_PACK, _("Received pack")), ("", name)])
        self.way.chosen.connect(lambda _key: navigator.open(ReceivedPack(received_id)))
        self.head = PageHead(name)
        self.copy = SecondaryButton(_("&Save a copy…"), self._copy)
        self.copy.setEnabled(False)
        self.saved, self.saving = Notice(), BusyLine()
        self.controller = PackedCopyController(tasks, self)
        self.controller.began.connect(self.saving.start)
        self.controller.saved.connect(self._copy_saved)
        self.controller.failed.connect(self._copy_failed)
        self.lay_out(self.way, self.head, FlowRow(self.copy), self.saved, self.saving)
        now = clock()
        tasks.in_vault(lambda vault: open_pack(vault, received_id, now=now), self._show)

    def _show(self, opened: OpenedPack) -> None:
        self._opened = opened
        self.copy.setEnabled(True)
        words = _("Pack {pack}").format(pack=short_pack_id(opened.pack.pack_id))
        self.way.name_step(_PACK, words)
        self._sender = _("From {sender}").format(sender=opened.pack.sender_organisation)
        self.head.show_words(self._file, self._sender)
        self.look(self._file, partial(preview_packed, opened, self._file))

    def tell_kind(self, kind: str) -> None:
        """It stands before whom it came from."""
        self.head.show_words(self._file, f"{kind} · {self._sender}")

    def _copy(self) -> None:
        """Ask where a readable copy goes, warn, and ask for the passphrase."""
        target = self._ask_target(self, safe_name(self._file))
        if target is not None and self._opened is not None:
            self.controller.ask(self, self._opened, self._file, target)

    def _copy_saved(self, path: Path) -> None:
        self.saving.stop()
        self.saved.say(_("Copy saved: {path}. It is not encrypted.").format(path=path), Tone.WARNING)

    def _copy_failed(self, error: PreventDesktopError) -> None:
        self.saving.stop()
        self.saved.say_failure(error)
