"""The program on a demo vault, already at a page that takes many keys to come to: for what Orca says of it.

Run: ``python -m tests.e2e.pages_aloud``. Ctrl+F11 goes on to the next page: the card that sends to the lead, a question with the
words of another beside it, a file in a received pack.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.casework.organisation import NamedLead
from prevent_desktop.cli.demo import prepare_demo_vault
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from tests.e2e.screen_pictures import unlock, wait_until

CASE, FORM = "demo-case-ab", "demo-form-jt-1"
QUESTION = (("concern", 0), ("concern.if-not", 0))
FILE = "account-of-form-time.txt"


def steps(pages: PageRegistry, received: list[str]) -> Iterator[Callable[[], object]]:
    """What each press leads to."""
    yield lambda: pages.navigator.open(routes.SendToLead(CASE))
    yield lambda: pages.navigator.open(routes.Form(FORM))
    yield lambda: _at_question(pages)
    yield lambda: pages.navigator.open(routes.ReceivedFile(received[0], FILE))


def _at_question(pages: PageRegistry) -> None:
    page = pages.main_view.page
    assert isinstance(page, FormScreen)
    page.go_to(QUESTION)


def take_own_pack(vault: Vault, folder: Path) -> str:
    """The vault is a desk's from now on, and got a pack that it sent itself: our id of it."""
    mailbox = FolderMailbox.create(folder)
    desks.make_desk(vault, desks.Desk(name="Front door", folders=(folder,)), now=datetime.now(UTC))
    sink = VaultSink.of(vault, lambda work: work(vault), lambda: datetime.now(UTC))
    pack = next(one for one in vault.packs.all() if FILE in _files_of(vault, one.attachment_id))
    with vault.attachments.files.open(pack.attachment_id) as pdf:
        sealed = seal_bytes(pdf.read(), [identity.recipient for identity in sink.receiver.identities])
    (mailbox.incoming.path / f"{pack.id}.pdf.age").write_bytes(sealed)
    list(take_from(mailbox, sink))
    return vault.received.some([pack.id])[0].id


def _files_of(vault: Vault, attachment_id: str) -> set[str]:
    with vault.attachments.files.open(attachment_id) as pdf:
        return {name for name, _media_type, _content in extract_files(pdf.read())}


def main() -> int:
    """Open the window and wait for the keys."""
    app = QApplication(["aloud", *QT_ARGUMENTS])
    tell_roles()
    with tempfile.TemporaryDirectory() as data:
        prepare_demo_vault(Places.of(Path(data)))
        desktop = Desktop(app, AppOptions(data=Path(data)), fresh_process=lambda: None)
        desktop.start()
        pages = unlock(desktop)
        ids: list[str] = []
        lead = NamedLead(name="Sam Field", phone="01632 960 001")
        pages.tasks.in_vault(lambda vault: settings.save_named_lead(vault, lead))
        pages.tasks.in_vault(lambda vault: take_own_pack(vault, Path(data) / "mailbox"), ids.append)
        todo = steps(pages, ids)

        def go_on() -> None:
            wait_until(lambda: bool(ids))
            next(todo)()

        QShortcut(QKeySequence("Ctrl+F11"), desktop.window).activated.connect(go_on)
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
