"""A desk whose packs come into S3-compatible storage, a real one (Ceph's radosgw): set up, tried, and worked in the window alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.answers.outgoing import OutgoingAnswers
from prevent_desktop.ui.receiving.inbox_controller import InboxController
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.settings.receiving_section import ReceivingSection
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving.desk import desk_of, receiving_end_of
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from tests.gui.screens import Screens, nameless, now, shown_texts, table_texts, too_wide, wait_for
from tests.interop.bucket_desk import BucketDesk
from tests.interop.conftest import receiver_on_bucket as receiver_on_bucket  # noqa: PLC0414 - the fixture
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.unit.packs.making import ISSUED_AT
from tests.unit.workflows.receiving.desk_of_several import send

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
with_storage = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")


@pytest.fixture
def reach() -> DeskReach:
    return DeskReach()


@pytest.fixture
def section(screens: Screens, reach: DeskReach) -> ReceivingSection:
    shown = screens.show(ReceivingSection(screens.tasks, reach))
    shown.changed.connect(shown._read_desk)
    return shown


def fill_in(section: ReceivingSection, address: str) -> None:
    section.name.setText("Front door")
    section.bucket.setText(address)
    section.endpoint.setText("https://packs.example/files")
    section.save.click()


def says(screens: Screens, section: ReceivingSection, words: str) -> None:
    wait_for(screens.qtbot, lambda: words in section.notice.text.text())
    screens.settle()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3+http://store.example/bucket/part", "reached unprotected"),
        ("sftp://packs@store.example/in", "no address of storage"),
        ("s3+https://store.example", "no address of storage"),
    ],
)
def test_what_is_no_protected_storage_is_refused_in_words_and_nothing_is_kept(
    screens: Screens, section: ReceivingSection, address: str, words: str
) -> None:
    fill_in(section, address)
    says(screens, section, words)
    assert screens.read(desk_of) is None
    assert not section.storage.isVisible()


def test_storage_alone_needs_an_address_that_senders_send_to(
    screens: Screens, section: ReceivingSection
) -> None:
    section.name.setText("Front door")
    section.bucket.setText("s3+https://store.example/bucket")
    section.save.click()
    says(screens, section, "Fill in the address that senders send to")
    assert screens.read(desk_of) is None


def test_without_an_access_key_the_test_says_what_is_missing(
    screens: Screens, section: ReceivingSection
) -> None:
    fill_in(section, "s3+https://store.example/bucket/part")
    says(screens, section, "Give the access key")
    assert section.storage.isVisible()
    assert nameless(section) == []
    section.sign_in.tried.click()
    says(screens, section, "does not let this vault in")
    section.phone.setText("01632 960 001")
    section.sign_in.user.setText("AKEXAMPLE")
    section.sign_in.password.line.setText("a secret")
    section.sign_in.save.click()
    says(screens, section, "Kept. Test the connection")
    assert section.sign_in.password.text == ""
    assert section.unsaved(), "the phone number is not saved by that"
    assert any("One is kept." in text for text in shown_texts(section))


@with_storage
def test_the_desk_is_tried_and_its_pack_is_taken_in_answered_and_taken_away_by_the_window(
    screens: Screens, section: ReceivingSection, reach: DeskReach, receiver_on_bucket: LoopbackReceiver
) -> None:
    desk = BucketDesk.of(receiver_on_bucket, "desk-in-window")
    fill_in(section, desk.address)
    says(screens, section, "Give the access key")
    section.sign_in.user.setText(desk.keys.user)
    section.sign_in.password.line.setText("not the secret")
    section.sign_in.save.click()
    says(screens, section, "Kept. Test the connection")
    section.sign_in.tried.click()
    says(screens, section, "does not let this vault in")
    section.sign_in.password.line.setText(desk.keys.password)
    section.sign_in.save.click()
    says(screens, section, "Kept. Test the connection")
    section.sign_in.tried.click()
    says(screens, section, "0 packs wait there")

    def come_in(vault: Vault) -> str:
        authority = Authority.create("Example authority", now=ISSUED_AT)
        vault.secrets.set(terms.TRUSTED, authority.certificate_pem)
        return send(desk, authority, vault, 1, DangerAnswer.NO)

    pack_id = screens.read(come_in)
    desk.put("P-0000WRNG0000", b"no sealed file")
    section.sign_in.tried.click()
    says(screens, section, "2 packs wait there")

    controller = InboxController(screens.tasks, screens.clock, screens.tasks, reach=reach)
    page = screens.show(InboxPage(screens.tasks, screens.navigator, controller, screens.clock))
    with screens.qtbot.waitSignal(controller.finished):
        controller.check()
    wait_for(screens.qtbot, page.aside.isVisible)
    assert len(table_texts(page.table)) == 1
    assert not too_wide(page)
    left = {each.key.partition("/")[0] for each in desk.bucket.list()}
    assert left == {"claims", "quarantine", "receipts"}

    def answer(vault: Vault) -> None:
        (pack,) = vault.received.some([pack_id])
        about = open_pack(vault, pack.id, now=now()).about
        assert about is not None
        record_person(vault, pack.id, replace(about, nhs_number="", upn=""), now=now())
        said = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.")
        give_answer(vault, receiving_end_of(vault, now=now()), pack.id, said, now=now())

    screens.read(answer)
    outgoing = OutgoingAnswers(screens.tasks, screens.navigator, screens.clock, reach)
    with screens.qtbot.waitSignal(outgoing.placed):
        outgoing.put_out()
    assert desk.open().answers_given(pack_id) == (1,)
    assert desk.open().receipt(pack_id, at_most=1) is not None
