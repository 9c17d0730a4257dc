"""From a school by a front door to a third organisation, in the real window of each: no fact is typed twice, and each says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop import data_files
from prevent_desktop.casework.organisation import Practitioner, Receiver
from prevent_desktop.casework.origins import OriginKind
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.place_choices import NEW_PERSON
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import PreparePack
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import (
    DemoOrganisation,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving.desk import Desk, make_desk, receiving_end_of
from prevent_desktop.workflows.record.open_record import read_record
from tests.gui.running_app import PASSPHRASE, App, key_of, read_vault, vault_of
from tests.gui.screens import now
from tests.gui.stepping_up import step_up
from tests.lead_desk import a_concern, exchange, finished_concern
from tests.made_vaults import copied_vault
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SAID = "They had the right idea."


class Typed(QObject):
    """The letters that somebody types, in whatever window."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched.isWidgetType():
            self.letters += event.text() if event.text().isprintable() else ""
        return super().eventFilter(watched, event)


@dataclass
class Organisation:
    """One of the three: its data folder, and what others know of its desk, where it is one."""

    data: Path
    mailbox: FolderMailbox | None = None
    receiver: Receiver | None = None

    @classmethod
    def make(cls, folder: Path, number: int, name: str, joined: DemoOrganisation, sends_to: Receiver | None) -> Organisation:  # fmt: skip
        data = folder / name.replace(" ", "-")
        made = copied_vault(vault_of(data), PASSPHRASE, number=number)
        with Vault.open(vault_of(data), made.key) as vault:
            join_demo_organisation(
                vault, joined, Practitioner(name=f"Sam of {name}", role="Lead", organisation=name)
            )
            change_profile(vault, recipients=() if sends_to is None else (sends_to,))
        return cls(data)

    def be_desk(self, name: str) -> Receiver:
        """Receive; what a sender's profile says of it."""
        self.mailbox = FolderMailbox.create(self.data / "mailbox")
        folder = vault_of(self.data)
        with Vault.open(folder, key_of(folder)) as vault:
            make_desk(vault, Desk(name=name, folders=(self.mailbox.folder,)), now=now())
            keys = receiving_end_of(vault, now=now())
        return Receiver(
            id=name.casefold().replace(" ", "-"), name=name, seal_to=(str(keys.identities[0].recipient),),
            receipt_certificate=keys.receipt_certificate.decode(), endpoint=self.mailbox.endpoint, form_ids=(CONCERN,), wants=(),
        )  # fmt: skip

    def deliver(self) -> None:
        """What its outbox does by itself, once its window is closed."""
        folder = vault_of(self.data)
        with Vault.open(folder, key_of(folder)) as vault, Spool.open(Places.of(self.data).spool) as spool:
            exchange(vault, spool)


@pytest.fixture
def typed(qapp: QApplication) -> Iterator[Typed]:
    made = Typed()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def send(app: App, case_id: str, *, along: bool = False) -> None:
    """The page of the pack: what came in goes along, then sign."""
    app.unlocked.pages.navigator.open(PreparePack(case_id))
    app.wait(lambda: isinstance(app.page, PackPage))
    page = app.page
    assert isinstance(page, PackPage)
    app.wait(page.sign.isEnabled)
    if along:
        app.wait(page.before_signing.along.isVisible)
        page.before_signing.along.button.click()
    page.sign.click()
    dialog = step_up(page)
    QTest.keyClicks(dialog.passphrase.line, PASSPHRASE)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    app.wait(lambda: app.find(lambda vault: len(vault.packs.of_case(case_id))) == 1)


def take_in(app: App) -> str:
    """The inbox: look, open it, record who it is about with all that it tells; the case's id."""
    inbox = app.unlocked.pages.main_view.go(NavSection.INBOX)
    assert isinstance(inbox, InboxPage)
    app.wait(lambda: bool(inbox.table.rows_model.rows))
    inbox.table.opened.emit(inbox.table.rows_model.rows[0].key)
    app.wait(lambda: isinstance(app.page, ReceivedPackPage))
    page = app.page
    assert isinstance(page, ReceivedPackPage)
    app.wait(lambda: NEW_PERSON in page.place.buttons and page.pages.sheet.page is not None)
    page.place.buttons[NEW_PERSON].click()
    page.decision.put.click()
    app.wait(page.in_case.isVisible)
    found = app.find(lambda vault: vault.received.get(page.received_id).case_id)
    assert found is not None
    return found


def test_what_the_school_said_goes_through_three_windows_and_nobody_types_it_again(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, typed: Typed
) -> None:
    joined = open_demo_organisation(tmp_path / "organisation")
    library = FormLibrary(data_files.forms())
    third = Organisation.make(tmp_path, 2, "Prevent team", joined, None)
    door = Organisation.make(tmp_path, 1, "Front door", joined, third.be_desk("Prevent team"))
    school = Organisation.make(tmp_path, 0, "Example School", joined, door.be_desk("Front door"))
    folder = vault_of(school.data)
    with Vault.open(folder, key_of(folder)) as vault:
        _person, case = add_person(
            vault, forenames="Zora", surname="Quill", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        finished_concern(vault, library, case.id)

    app = App(qapp, qtbot, school.data)
    app.open()
    send(app, case.id)
    app.close()
    school.deliver()

    app = App(qapp, qtbot, door.data)
    app.open()
    door_case = take_in(app)
    app.find(lambda vault: _own_words(vault, library, door_case))
    send(app, door_case, along=True)
    app.close()
    door.deliver()

    app = App(qapp, qtbot, third.data)
    app.open()
    third_case = take_in(app)
    app.close()

    assert typed.letters == 2 * PASSPHRASE, "nothing but the passphrase, at each signature"
    read_vault(third.data, lambda vault: _look(vault, third_case))


def _own_words(vault: Vault, library: FormLibrary, case_id: str) -> bool:
    """What the front door itself found out: the only thing that it has to write."""
    response = a_concern(vault, library, case_id)
    response.set_answers((("concern", 0), ("concern.done", 0)), ["Looked for earlier records"])
    (draft,) = [form for form in vault.responses.of_case(case_id) if not form.is_finalised]
    fill_form.save_draft(
        vault, draft.id, content=response.to_json(keep_disabled=True), place="", sections_done=1, sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(vault, library, draft.id, now=now())
    return True


def _look(vault: Vault, case_id: str) -> None:
    forms = [form for form in vault.responses.of_case(case_id) if not form.is_ours]
    assert len(forms) == 2, "the front door's own, and the school's"
    assert sum(SAID in form.content for form in forms) == 2
    person = vault.people.get(vault.cases.get(case_id).person_id)
    assert (person.full_name, person.birth_date) == ("Zora Quill", PartialDate(2012, 5, 3))
    record = read_record(vault, person.id, now=now())
    lines = [entry for entry in record.entries if entry.origin.kind is OriginKind.PACK]
    assert lines, "each line says from which pack it is"
    by = {entry.origin.by for entry in lines}
    assert by == {"Sam of Front door"}, by
