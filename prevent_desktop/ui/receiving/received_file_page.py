"""A file inside a received pack: read here, before or after the pack is put in a case."""

from __future__ import annotations

from functools import partial

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.translation import _
from prevent_desktop.ui.components.preview_page import PreviewPage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import ReceivedPack
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Breadcrumb, PageHead
from prevent_desktop.workflows.receiving.inbox import OpenedPack, open_pack
from prevent_desktop.workflows.receiving.packed_files import preview_packed

_PACK = "pack"


class ReceivedFilePage(PreviewPage):
    """The file called `name` in the pack with our id `received_id`."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, received_id: str, name: str) -> None:
        super().__init__(tasks)
        self.setAccessibleName(_("File {file}").format(file=name))
        self._file, self._sender = name, ""
        self.way = Breadcrumb([(_PACK, _("Received pack")), ("", name)])
        self.way.chosen.connect(lambda _key: navigator.open(ReceivedPack(received_id)))
        self.head = PageHead(name)
        self.lay_out(self.way, self.head)
        now = clock()
        tasks.in_vault(lambda vault: open_pack(vault, received_id, now=now), self._show)

    def _show(self, opened: OpenedPack) -> None:
        words = _("Pack {pack}").format(pack=short_pack_id(opened.pack.pack_id))
        self.way.name_step(_PACK, words)
        self._sender = _("From {sender}").format(sender=opened.pack.sender_organisation)
        self.head.show_words(self._file, self._sender)
        self.look(self._file, partial(preview_packed, opened, self._file))

    def tell_kind(self, kind: str) -> None:
        """It stands before whom it came from."""
        self.head.show_words(self._file, f"{kind} · {self._sender}")
