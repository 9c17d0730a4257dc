"""A pack with a mistake, in the window: who got it, take back what waits, the way to the correction and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.ui.packs.mistake_page import MistakePage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.routing.routes import Addendum, Mistake, Pack
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.addenda import start_addendum
from tests.gui.screens import Screens, nameless, press, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.gui.test_pack_page import prepare, ticked
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def waiting_pack(screens: Screens) -> PackRecord:
    """A pack of AB's case that has just been signed and waits in the outbox."""
    page = ticked(screens)
    with screens.qtbot.waitSignal(page.signing_controller.finished):
        page.sign.click()
        type_passphrase(screens, page)
    return screens.read(lambda vault: vault.packs.all()[0])


def delivered_pack(screens: Screens) -> PackRecord:
    return screens.read(
        lambda vault: next(pack for pack in vault.packs.all() if pack.status is PackStatus.DELIVERED)
    )


def mistake(screens: Screens, pack: PackRecord) -> MistakePage:
    page = MistakePage(screens.tasks, screens.navigator, screens.get_spool, screens.clock, pack.id)
    return screens.show(page)


def test_the_page_of_a_signed_pack_leads_to_saying_that_it_has_a_mistake(demo: Screens) -> None:
    pack = delivered_pack(demo)
    page = demo.show(SignedPackPage(demo.tasks, demo.navigator, demo.clock, pack.id))
    wait_for(demo.qtbot, lambda: page.mistake.isVisibleTo(page))
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.mistake.click()
    assert wanted.args == [Mistake(pack.id)]


def test_everybody_who_got_it_is_listed_with_what_became_of_it(demo: Screens) -> None:
    page = mistake(demo, delivered_pack(demo))
    texts = " ".join(shown_texts(page))
    assert "Children’s front door" in texts
    assert "Received " in texts
    received = [row for row in page.rows if any("Received " in text for text in shown_texts(row))]
    assert received
    assert all(row.withdraw.isHidden() for row in received)


def test_a_receiver_removed_meanwhile_is_told_plainly(demo: Screens) -> None:
    demo.read(lambda vault: change_profile(vault, recipients=()))
    texts = " ".join(shown_texts(mistake(demo, delivered_pack(demo))))
    assert "not among your receivers any more" in texts


def test_what_still_waits_is_taken_back_after_a_question(demo: Screens) -> None:
    pack = waiting_pack(demo)
    page = mistake(demo, pack)
    row = next(row for row in page.rows if not row.withdraw.isHidden())
    row.withdraw.click()
    (dialog,) = page.findChildren(ConfirmDialog)
    dialog.yes.click()
    wait_for(demo.qtbot, lambda: "is withdrawn" in page.notice.text.text())
    states = demo.read(lambda vault: [each.status for each in vault.packs.all()])
    assert states.count(PackStatus.WITHDRAWN) == 1


def test_the_form_is_chosen_by_keyboard_and_leads_to_its_addendum(demo: Screens) -> None:
    pack = waiting_pack(demo)
    page = mistake(demo, pack)
    assert page.forms is not None
    assert not page.write.isEnabled()
    first = next(iter(page.forms.buttons.values()))
    first.setFocus()
    press(Qt.Key.Key_Space)
    assert page.write.isEnabled()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.write.click()
    assert wanted.args == [Addendum(pack.case_id, page.forms.value or "", pack.id)]


def test_what_is_owed_is_told_and_goes_as_a_correction(demo: Screens) -> None:
    pack = waiting_pack(demo)
    response_id = pack.held[0]
    demo.read(lambda vault: finished_addendum(demo, vault, pack.case_id, response_id, pack.id))
    page = mistake(demo, pack)
    assert "not sent yet" in page.notice.text.text()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.prepare.click()
    preparing = prepare(demo, pack.case_id)
    box = preparing.receiver_list.boxes[pack.recipient_id]
    assert f"Goes as a correction to pack {short_pack_id(pack.id)}" in box.detail
    assert box.checked


def finished_addendum(screens: Screens, vault: Vault, case_id: str, response_id: str, pack_id: str) -> None:
    """An addendum as it stands once it is finished; its questions are the form tests' affair."""
    begun = start_addendum(
        vault, screens.library, case_id=case_id, corrects=response_id, pack_id=pack_id, now=screens.clock()
    )
    response = fill_form.open_form(vault, screens.library, begun.id).response
    with vault.transaction():
        fill_form.freeze(vault, begun.id, response, now=screens.clock())


def test_a_way_back_to_the_pack_and_the_record(demo: Screens) -> None:
    pack = delivered_pack(demo)
    page = mistake(demo, pack)
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.way.chosen.emit("pack")
    assert wanted.args == [Pack(pack.id)]
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.way.chosen.emit("record")


@pytest.mark.parametrize("scale", [100, 200])
def test_it_fits_a_small_screen_and_every_control_has_a_name(
    demo: Screens, dressed: Theme, scale: int, tmp_path: Path
) -> None:
    del tmp_path
    dressed.choose(Appearance.DARK, scale)
    page = mistake(demo, delivered_pack(demo))
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0
    assert nameless(page) == []
