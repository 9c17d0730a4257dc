"""Check, sign and queue, over a real vault, the real PDF and a real outbox."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.ui.components.step_up_dialog import StepUpDialog
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.packs.view import LeadsTo
from prevent_desktop.ui.routing.routes import FormToMend, Outbox, Settings, StartForm
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets import Text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from tests.gui.conftest import MadeScreens
from tests.gui.screens import (
    Screens,
    nameless,
    now,
    passed_by_tab,
    press,
    shown_texts,
    tab_order,
    too_wide,
    wait_for,
)
from tests.gui.stepping_up import step_up, type_passphrase
from tests.gui.tab_ring import not_reached
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def prepare(screens: Screens, case_id: str, folder: Path | None = None) -> PackPage:
    def ask_folder(_parent: QWidget) -> Path | None:
        return folder

    page = PackPage(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.get_spool,
        screens.clock,
        screens.wake,
        case_id,
        ask_folder=ask_folder,
    )
    return screens.show(page)


def ticked(screens: Screens, folder: Path | None = None) -> PackPage:
    """The page with both receivers ticked, though they have had a pack."""
    page = prepare(screens, screens.case("AB"), folder)
    for box in page.receiver_list.boxes.values():
        box.set_checked(True)
    return page


def with_pages(screens: Screens, case_id: str, folder: Path | None = None) -> PackPage:
    page = prepare(screens, case_id, folder)
    wait_for(screens.qtbot, lambda: page.preview.pages.sheet.page is not None)
    return page


def packs(screens: Screens) -> set[str]:
    return {item.pack_id for item in screens.spool.items()}


def test_each_receiver_says_what_it_gets_and_by_which_key(demo: Screens) -> None:
    page = prepare(demo, demo.case("AB"))
    boxes = {box.label.text(): box.detail.split("\n")[0] for box in page.receiver_list.boxes.values()}
    assert boxes == {
        "Children’s front door": "Screening tool, lead check, 2 attachments",
        "Police Prevent team": "Screening tool",
    }
    receiver = demo.read(settings.receivers)[0]
    from prevent_desktop.workflows.fingerprint_words import key_words

    assert any(f"Key in words: {key_words(receiver)}" in text for text in shown_texts(page))


def test_why_it_may_be_shared_stands_as_it_was_recorded(demo: Screens) -> None:
    texts = shown_texts(prepare(demo, demo.case("AB")))
    assert "Public task; safeguarding of children and of individuals at risk" in texts
    assert "Recorded 21 Nov, goes in the pack." in texts


def test_the_preview_is_the_real_pages_and_is_leafed_by_keyboard(demo: Screens) -> None:
    page = with_pages(demo, demo.case("AB"))
    sheet = page.preview.pages.sheet
    assert sheet.accessibleName().startswith("Page 1 of ")
    assert "Prevent referral pack" in sheet.accessibleDescription()
    assert "OFFICIAL-SENSITIVE" in sheet.accessibleDescription()
    sheet.setFocus()
    press(Qt.Key.Key_PageDown)
    wait_for(demo.qtbot, lambda: sheet.accessibleName().startswith("Page 2 of "))
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_PageDown)
    assert page.preview.pages.number + 1 == int(page.preview.pages.where.text().split()[-1])
    press(Qt.Key.Key_Home)
    wait_for(demo.qtbot, lambda: sheet.accessibleName().startswith("Page 1 of "))


def test_zoom_draws_the_page_anew_and_sharper(demo: Screens) -> None:
    page = with_pages(demo, demo.case("AB"))
    sheet = page.preview.pages.sheet
    small = sheet.width()
    sheet.setFocus()
    for _step in range(8):
        press(Qt.Key.Key_Plus)
    assert sheet.width() == small * 3
    wait_for(demo.qtbot, lambda: sheet.page is not None and sheet.page.image.width() == sheet.width())
    assert not page.preview.pages.larger.isEnabled()
    press(Qt.Key.Key_0)
    assert sheet.width() == small


def test_the_pages_of_each_receiver_can_be_seen(demo: Screens) -> None:
    page = with_pages(demo, demo.case("AB"))
    assert page.preview.pages_of.count() == 2
    page.preview.pages_of.setCurrentIndex(1)
    wait_for(demo.qtbot, lambda: "Police Prevent team" in page.preview.pages.sheet.accessibleDescription())


def test_signing_queues_a_pack_for_each_one_that_is_ticked(demo: Screens) -> None:
    before = packs(demo)
    page = ticked(demo)
    with demo.qtbot.waitSignal(page.signing_controller.finished):
        page.sign.click()
        type_passphrase(demo, page)
    new = packs(demo) - before
    assert len(new) == 2
    assert demo.woken == 2
    records = {record.id: record for record in demo.read(lambda vault: vault.packs.all())}
    for pack_id in new:
        record, item = records[pack_id], demo.spool.get(pack_id)
        assert item is not None
        assert record.status is PackStatus.QUEUED
        assert (item.state, item.digest) == (State.QUEUED, record.sealed_digest)
    assert not page.sign.isEnabled()
    assert "2 packs are signed" in page.notice.text.text()
    assert page.window().focusWidget() is page.to_outbox
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.to_outbox.click()
    assert wanted.args == [Outbox()]


def test_whoever_is_not_ticked_gets_nothing(demo: Screens) -> None:
    before = packs(demo)
    page = ticked(demo)
    page.receiver_list.boxes["front-door"].button.click()
    with demo.qtbot.waitSignal(page.signing_controller.finished):
        page.sign.click()
        type_passphrase(demo, page)
    (new,) = packs(demo) - before
    assert demo.read(lambda vault: vault.packs.get(new)).recipient_id == "police-prevent"


def test_nothing_is_signed_before_the_passphrase_is_typed_again(demo: Screens) -> None:
    before = packs(demo)
    page = ticked(demo)
    page.sign.click()
    dialog = step_up(page)
    assert dialog.windowTitle() == "Sign 2 packs"
    assert "Children’s front door, Police Prevent team" in " ".join(shown_texts(dialog))
    dialog.cancel.click()
    demo.settle()
    assert packs(demo) == before
    assert not page.signing_controller.busy
    assert page.sign.isEnabled()


def test_the_pack_that_is_signed_bears_the_id_that_was_shown(demo: Screens) -> None:
    before = packs(demo)
    page = ticked(demo)
    wait_for(demo.qtbot, lambda: page.preview.pages.sheet.page is not None)
    shown = page.preview.pages.sheet.accessibleDescription()
    with demo.qtbot.waitSignal(page.signing_controller.finished):
        page.sign.click()
        type_passphrase(demo, page)
    assert any(pack_id[:6] in shown for pack_id in packs(demo) - before)


def test_setting_the_pages_can_be_stopped_and_begun_again(demo: Screens) -> None:
    page = with_pages(demo, demo.case("AB"))
    page.preview.pages_of.setCurrentIndex(1)
    page.preview.building.stop_wanted.emit()
    assert page.preview.pages.isHidden()
    assert page.preview.set_again.isVisibleTo(page)
    page.preview.set_again.click()
    wait_for(demo.qtbot, lambda: "Police Prevent team" in page.preview.pages.sheet.accessibleDescription())
    assert page.preview.set_again.isHidden()
    assert not page.preview.pages.isHidden()


def test_nobody_ticked_says_so_and_cannot_be_signed(demo: Screens) -> None:
    page = ticked(demo)
    for box in page.receiver_list.boxes.values():
        box.button.click()
    assert not page.sign.isEnabled()
    assert page.why_not.text() == "Choose who receives it."


def test_whoever_has_had_all_of_it_is_told_so_and_not_ticked_again(demo: Screens) -> None:
    page = prepare(demo, demo.case("AB"))
    for box in page.receiver_list.boxes.values():
        assert not box.checked
        assert box.detail.endswith("nothing is new since.")


def test_something_new_for_a_receiver_ticks_it_again(demo: Screens) -> None:
    case_id = demo.case("AB")
    demo.read(
        lambda vault: vault.attachments.add(
            io.BytesIO(b"new"), case_id=case_id, file_name="letter.txt", media_type="text/plain", at=now()
        )
    )
    page = prepare(demo, case_id)
    assert page.receiver_list.boxes["front-door"].checked
    assert page.receiver_list.boxes["front-door"].detail.endswith("something is new since.")
    assert not page.receiver_list.boxes["police-prevent"].checked


def test_what_the_person_ticked_stays_when_the_page_comes_back(demo: Screens) -> None:
    page = prepare(demo, demo.case("AB"))
    page.receiver_list.boxes["police-prevent"].button.click()
    demo.read(lambda vault: change_profile(vault, lawful_basis="Another basis"))
    page.refresh()
    demo.settle()
    assert "Another basis" in shown_texts(page)
    assert page.receiver_list.chosen == ("police-prevent",)


def test_what_is_missing_stops_signing_and_leads_there(screens: Screens) -> None:
    case_id = screens.read(
        lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    )[1].id
    lead = Practitioner(name="Sam", role="Lead", organisation="School", kinds=("lead",))
    screens.read(lambda vault: settings.save_practitioner(vault, lead))  # who leads has no lead to give it to
    page = prepare(screens, case_id)
    assert not page.sign.isEnabled()
    assert not page.save.isEnabled()
    assert page.why_not.isVisibleTo(page)
    assert page.preview.pages.isHidden()
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        next(
            link for link in page.before_signing.checks.links if "decision to share" in link.accessibleName()
        ).click()
    assert wanted.args == [StartForm(case_id, "sharing-decision")]
    with screens.qtbot.waitSignal(screens.navigator.asked):
        next(link for link in page.before_signing.checks.links if "settings" in link.accessibleName()).click()


def test_a_draft_that_stays_out_is_named_with_its_way(demo: Screens) -> None:
    page = prepare(demo, demo.case("AB"))
    assert page._words is not None
    (line,) = [line for line in page._words.lines if line.leads_to is LeadsTo.RESPONSE]
    assert line.text == (
        "Screening tool is still a draft and stays out of the pack: 6 sections are not answered yet"
    )
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.before_signing.checks.links[0].click()
    assert wanted.args == [FormToMend(line.target)]


def test_a_sealed_pack_in_a_folder_opens_for_its_receiver_alone(
    demo: Screens, demo_screens_once: MadeScreens, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    before = packs(demo)
    page = ticked(demo, stick)
    page.receiver_list.boxes["police-prevent"].button.click()
    with demo.qtbot.waitSignal(page.signing_controller.finished):
        page.save.click()
        type_passphrase(demo, page)
    (file,) = stick.iterdir()
    assert demo_screens_once.organisation is not None
    assert packs(demo) == before
    receiver = demo_screens_once.organisation.receivers[0].end
    sink = FolderSink(receiver=receiver, beside=tmp_path / "out", clock=now)
    (kept,) = take_from(FolderMailbox(stick), sink)
    assert isinstance(kept, Kept)
    pack_id = kept.pack_id
    assert file.name == f"{pack_id}.pdf.age"
    assert kept.signer == "Sam Field"
    assert demo.read(lambda vault: vault.packs.get(pack_id)).status is PackStatus.SAVED


def test_no_folder_chosen_signs_nothing(demo: Screens) -> None:
    page = ticked(demo)
    page.save.click()
    assert page.findChildren(StepUpDialog) == []
    assert not page.signing_controller.busy


def test_signing_goes_on_when_the_page_is_left(demo: Screens) -> None:
    before = packs(demo)
    page = ticked(demo)
    controller = page.signing_controller
    page.sign.click()
    controller.began.connect(page.deleteLater)
    with demo.qtbot.waitSignal(controller.finished):
        type_passphrase(demo, page)
    assert not isValid(page)
    assert len(packs(demo) - before) == 2
    wait_for(demo.qtbot, lambda: not isValid(controller))
    assert demo.woken == 2


def test_a_failure_after_the_page_is_left_is_shown_all_the_same(demo: Screens) -> None:
    demo.read(lambda vault: change_profile(vault, trust=()))
    page = ticked(demo)
    page.signing_controller.work([page._order(choice) for choice in page._ticked()])
    page.deleteLater()
    wait_for(demo.qtbot, lambda: len(demo.failures) == 1)
    demo.failures.clear()


def test_stopping_drops_what_is_not_kept(demo: Screens) -> None:
    before = packs(demo)
    records = demo.read(lambda vault: vault.packs.all())
    page = ticked(demo)
    page.sign.click()
    page.signing_controller.began.connect(page.signing_controller.stop, Qt.ConnectionType.QueuedConnection)
    with demo.qtbot.waitSignal(page.signing_controller.stopped):
        type_passphrase(demo, page)
    demo.settle()
    assert packs(demo) == before
    assert demo.read(lambda vault: vault.packs.all()) == records
    assert page.sign.isEnabled()


def test_a_failure_says_what_to_do_and_leaves_nothing_half_done(demo: Screens) -> None:
    demo.read(lambda vault: change_profile(vault, trust=()))
    before = packs(demo)
    page = ticked(demo)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    with demo.qtbot.waitSignal(page.signing_controller.failed):
        page.sign.click()
        type_passphrase(demo, page)
    demo.settle()
    assert packs(demo) == before
    assert not page.notice.text.visibleRegion().isEmpty()
    assert page.sign.isEnabled()


def test_a_signed_pack_can_be_looked_at_and_that_is_written_down(demo: Screens) -> None:
    pack_id = demo.read(lambda vault: vault.packs.all()[0].id)
    page = demo.show(SignedPackPage(demo.tasks, demo.navigator, demo.clock, pack_id))
    wait_for(demo.qtbot, lambda: page.pages.sheet.page is not None)
    assert pack_id[:6] in page.pages.sheet.accessibleDescription()
    seen = demo.read(lambda vault: vault.audit.entries()[-1])
    assert (seen.action, seen.subject) == ("pack.viewed", pack_id)
    assert nameless(page) == []


def test_tab_goes_from_top_to_bottom(demo: Screens) -> None:
    page = ticked(demo)
    wait_for(demo.qtbot, lambda: page.preview.pages.sheet.page is not None)
    assert tab_order(page) == [
        "AB, 14",
        "Children’s front door",
        "How they open it: Children’s front door",
        "Police Prevent team",
        "How they open it: Police Prevent team",
        "What each of them sees, and what you withhold",
        "Go to it: Screening tool is still a draft and stays out of the pack: 6 sections are not answered yet",
        "They ask you before they pass it on",
        "The lead countersigns it first",
        "Sign and queue",
        "Save sealed pack to a folder",
        "Pages for: Children’s front door",
        page.preview.pages.sheet.accessibleName(),
        "Page forward",
        "Larger",
    ]


def test_tab_is_not_caught_between_the_receivers_and_the_preview(demo: Screens) -> None:
    page = ticked(demo)
    wait_for(demo.qtbot, lambda: page.preview.pages.sheet.page is not None)
    assert list(not_reached(page)) == []
    assert page.preview.pages.larger in passed_by_tab(page.sign)


def test_every_control_has_a_name(demo: Screens) -> None:
    assert nameless(with_pages(demo, demo.case("AB"))) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = with_pages(demo, demo.case("AB"))
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0


def test_whom_somebody_unticked_stays_unticked_over_a_lock(demo: Screens) -> None:
    page = ticked(demo)
    first, second = page.receiver_list.boxes
    page.receiver_list.boxes[first].set_checked(False)
    again = PackPage(
        demo.tasks, demo.navigator, demo.library, demo.get_spool, demo.clock, demo.wake, demo.case("AB")
    )
    again.return_within(page.place_within())
    demo.show(again)
    assert again.receiver_list.chosen == (second,)


def unasked(screens: Screens) -> str:
    """A case with a finished form whose lead nobody asked."""
    from prevent_desktop.workflows.people.people import current_case

    def look(vault: Vault) -> str:
        person = next(person for person in vault.people.all() if person.initials == "KM")
        return current_case(vault, person.id, now=now()).id

    return screens.read(look)


def test_a_lead_who_was_not_asked_is_asked_now_or_the_reason_is_kept_by_keyboard(demo: Screens) -> None:
    case_id = unasked(demo)
    page = prepare(demo, case_id)
    names = [link.accessibleName() for link in page.before_signing.checks.links]
    ask = page.before_signing.checks.links[names.index("Ask now: No check with your lead is recorded yet")]
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        ask.click()
    assert wanted.args == [StartForm(case_id, "lead-check")]
    why_not = page.before_signing.checks.links[
        names.index("Say why not: No check with your lead is recorded yet")
    ]
    why_not.setFocus()
    press(Qt.Key.Key_Return)
    assert page.before_signing.why_not_asked.line.hasFocus()
    press(Qt.Key.Key_Return)
    assert page.before_signing.why_not_asked.field.error.text() == "Write why, in a sentence"
    QTest.keyClicks(page.before_signing.why_not_asked.line, "She is away, and it cannot wait")
    press(Qt.Key.Key_Return)
    wait_for(demo.qtbot, page.before_signing.why_not_asked.isHidden)
    demo.settle()
    told = "Ready: Your lead was not asked, and the pack says why: She is away, and it cannot wait"
    assert told in [text.accessibleName() for text in page.before_signing.checks.findChildren(Text)]
    kept = demo.read(lambda vault: vault.decisions.of_case(case_id))[-1]
    assert (kept.choice, kept.reason) == ("The lead was not asked", "She is away, and it cannot wait")
    assert "decision.recorded" in demo.read(lambda vault: [one.action for one in vault.audit.entries()])


def test_a_missing_key_and_basis_are_told_before_signing_with_the_way_to_their_place(
    demo: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prevent_desktop.casework.organisation import SharingBasis
    from prevent_desktop.workflows.packs import prepare_pack

    monkeypatch.setattr(
        prepare_pack, "why_not_to_sign", lambda _vault: "There is no signing key yet. Import it."
    )
    monkeypatch.setattr(settings, "sharing_basis", lambda _vault: SharingBasis(lawful_basis=""))
    page = prepare(demo, demo.case("AB"))
    assert not page.sign.isEnabled()
    led: list[Settings] = []
    demo.navigator.asked.connect(led.append)
    for link in page.before_signing.checks.links:
        if "signing key" in link.accessibleName() or "lawful basis" in link.accessibleName():
            link.click()
    assert led == [Settings(SettingsPart.SIGNING), Settings(SettingsPart.SHARING)]
