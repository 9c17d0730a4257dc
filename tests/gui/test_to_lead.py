"""One press gives a concern to the lead: by keyboard, over the teacher's real vault, the lead's own, and the folder between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.ui.forms.check.rows import DoneRow
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import check
from prevent_desktop.ui.forms.filling.foot import DoneFoot
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.pages.concern_done import ConcernDonePage
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.to_lead_card import ToLeadCard
from prevent_desktop.ui.page_registry.form_pages import FormPages
from prevent_desktop.ui.record.note_leads import leads_of_note
from prevent_desktop.ui.record.reading import read_rail
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    Check,
    Form,
    Mistake,
    Outbox,
    PreparePack,
    Route,
    SendToLead,
    Settings,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.forms.forms_for_lead import as_forms
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD, everybody, gets_concern, may_be_readable
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.packs.protect_pack import may_be_closed_again
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.writing import write_note
from tests.gui.conftest import MadeScreens
from tests.gui.reading_order import out_of_order
from tests.gui.screens import Screens, nameless, now, press, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import step_up, type_passphrase
from tests.gui.test_enter_once import form_pages
from tests.lead_desk import LEAD, LeadDesk, a_concern, exchange, finished_concern, know_lead, lead_desk
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(demo: Screens, demo_screens_once: MadeScreens, tmp_path: Path) -> Iterator[LeadDesk]:
    """The lead's vault, which the teacher's profile knows."""
    assert demo_screens_once.organisation is not None
    with lead_desk(tmp_path, demo_screens_once.organisation) as made:
        known = made.receiver
        demo.read(lambda vault: know_lead(vault, known))
        yield made


def recorded(screens: Screens) -> str:
    """The case of a concern that was just finished."""

    def record(vault: Vault) -> str:
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        finished_concern(vault, screens.library, case.id)
        return case.id

    return screens.read(record)


def shown(screens: Screens, case_id: str) -> tuple[ConcernDonePage, ToLeadCard]:
    card = ToLeadCard(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.get_spool,
        screens.clock,
        screens.wake,
        case_id,
    )
    page = ConcernDonePage(screens.navigator, case_id, card, card.refresh)
    card.named.connect(page.show_known)
    screens.tasks.in_vault(lambda vault: gets_concern(vault, CONCERN), page.lead.show_known)
    return screens.show(page), card


def back_on(screens: Screens, page: ConcernDonePage) -> None:
    """The dialog is gone, and the page's window is the active one again, as a window manager makes it."""
    page.activateWindow()
    wait_for(screens.qtbot, page.isActiveWindow)


def test_one_press_and_the_passphrase_then_it_waits_goes_and_arrives(demo: Screens, desk: LeadDesk) -> None:
    case_id = recorded(demo)
    page, card = shown(demo, case_id)
    assert card.send.hasFocus(), "the keyboard begins on the one press"
    texts = shown_texts(page)
    for words in (LEAD, "Concern", "Signed as"):
        assert any(words in text for text in texts), (words, texts)
    assert page.lead.isHidden(), "nobody is asked to name a lead who has a desk"
    assert nameless(page) == []
    assert too_wide(page) == 0
    press(Qt.Key.Key_Return)
    assert LEAD in step_up(page).accessibleDescription()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: "Waits for a connection" in card.where.text.text())
    assert demo.woken == 1
    assert "01632 960 055" in card.following.text()
    assert card.send.isHidden(), "nothing is sent twice by a second press"
    assert card.heading.text() == "To your lead", "it asks no more to be sent"
    wait_for(demo.qtbot, lambda: page.focusWidget() is card.outbox)
    back_on(demo, page)
    (pack,) = demo.read(lambda vault: vault.packs.of_case(case_id))
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [Outbox()], "a second Enter begins no correction"
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        card.mistake.click()
    assert asked.args == [Mistake(pack.id)]

    demo.read(lambda vault: exchange(vault, demo.spool))
    page.refresh()
    wait_for(demo.qtbot, lambda: card.where.text.text().startswith("On its way"))
    (received,) = desk.take_in()
    demo.read(lambda vault: exchange(vault, demo.spool))
    page.refresh()
    wait_for(demo.qtbot, lambda: received.reference in card.where.text.text())
    assert demo.read(lambda vault: vault.packs.get(pack.id)).status is PackStatus.DELIVERED


def test_a_note_goes_by_the_same_press_and_one_that_is_unticked_stays(demo: Screens, desk: LeadDesk) -> None:
    def written(vault: Vault) -> tuple[str, Note, Note]:
        settings.save_practitioner(
            vault, Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
        )
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        notes = [
            write_note(
                vault, case_id=case.id, text=text, source=Source.DIRECT, author="Teacher, Example School", now=now()
            )
            for text in ("Drew a badge on the desk in the lesson", "Perhaps I am wrong")
        ]  # fmt: skip
        return case.id, notes[0], notes[1]

    case_id, first, second = demo.read(written)
    page, card = shown(demo, case_id)
    assert card.notes[first.id].hasFocus() or card.send.hasFocus()
    assert "Drew a badge on…" in card.notes[first.id].label.text()
    assert "The notes that you tick" in shown_texts(page)
    assert nameless(page) == []
    assert too_wide(page) == 0
    for box in card.notes.values():
        box.set_checked(False)
    assert not card.send.isEnabled(), "nothing is ticked, and no form is finished"
    card.notes[first.id].set_checked(True)
    card.send.setFocus()
    press(Qt.Key.Key_Return)
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: "Waits for a connection" in card.where.text.text())
    assert list(card.notes) == [second.id], "it can follow later"
    assert not card.notes[second.id].checked
    demo.read(lambda vault: exchange(vault, demo.spool))
    (received,) = desk.take_in()
    assert received.sender_name


def test_the_record_leads_from_a_note_to_the_lead_until_they_have_it(demo: Screens, desk: LeadDesk) -> None:
    del desk

    def written(vault: Vault) -> Note:
        settings.save_practitioner(
            vault, Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
        )
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        return write_note(
            vault, case_id=case.id, text="Drew a badge", source=Source.DIRECT, author="Teacher", now=now()
        )

    note = demo.read(written)

    def leads(vault: Vault) -> list[Route]:
        record = read_record(vault, vault.cases.get(note.case_id).person_id, now=now())
        (entry,) = [one for one in record.entries if one.kind is EntryKind.NOTE]
        return [route for route, _words in leads_of_note(vault, entry)]

    assert demo.read(leads) == [SendToLead(note.case_id)]
    (form,) = demo.read(lambda vault: as_forms(vault, demo.library, [note.id], now=now()))
    assert demo.read(leads) == [Form(form.id)]


@pytest.mark.parametrize(("role", "goes"), [("Teacher", True), ("Designated safeguarding lead", False)])
def test_a_form_that_is_finished_leads_to_the_lead_where_their_desk_is_known_and_they_are_somebody_else(
    demo: Screens, desk: LeadDesk, role: str, goes: bool
) -> None:
    del desk

    def drafted(vault: Vault) -> str:
        settings.save_practitioner(
            vault, Practitioner(name="Sam Field", role=role, organisation="Example School")
        )
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        a_concern(vault, demo.library, case.id)
        (draft,) = vault.responses.of_case(case.id)
        return draft.id

    response_id = demo.read(drafted)
    pages = form_pages(demo)
    view = demo.read(lambda vault: look_at_form(vault, demo.library, response_id))
    demo.show(screen := pages.checking(view, check(view.opened.response)))
    asked: list[Route] = []
    demo.navigator.asked.connect(asked.append)
    screen.finish_wanted.emit()
    demo.qtbot.waitUntil(lambda: bool(asked or screen.done_spoken))
    assert [type(route) for route in asked] == ([SendToLead] if goes else [])
    assert bool(screen.done_spoken) is not goes, "otherwise it is said where it was finished"
    read = demo.read(lambda vault: look_at_form(vault, demo.library, response_id))
    assert read.to_lead is goes, "and so does its page of answers"


@pytest.mark.parametrize("one_page", [True, False])
@pytest.mark.parametrize(("role", "goes"), [("Teacher", True), ("Designated safeguarding lead", False)])
def test_a_concern_leads_to_the_lead_from_either_page_also_where_nothing_can_be_sent_but_not_the_lead_themselves(
    screens: Screens, role: str, goes: bool, one_page: bool
) -> None:
    def drafted(vault: Vault) -> str:
        settings.save_practitioner(vault, Practitioner(name="Sam Field", role=role, organisation="School"))
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        a_concern(vault, screens.library, case.id)
        return vault.responses.of_case(case.id)[0].id

    response_id = screens.read(drafted)
    view = MainView({NavSection.MY_WORK: QWidget, NavSection.PEOPLE: QWidget})
    screens.show(view)
    pages = FormPages(screens.tasks, screens.navigator, screens.library, screens.clock, view)
    pages.openers[Form if one_page else Check]((Form if one_page else Check)(response_id))
    wait_for(screens.qtbot, lambda: isinstance(view.page, OnePageScreen | CheckScreen))
    screens.settle()
    page = view.page
    assert isinstance(page, OnePageScreen | CheckScreen)
    asked: list[Route] = []
    screens.navigator.asked.connect(asked.append)
    page.finish_wanted.emit()
    wait_for(screens.qtbot, lambda: screens.read(lambda vault: vault.responses.get(response_id).is_finalised))
    screens.settle()
    assert [type(route) for route in asked] == ([SendToLead] if goes else [])
    assert bool(page.findChildren(DoneFoot) or page.findChildren(DoneRow)) is not goes


def test_a_concern_that_is_being_written_says_whose_desk_gets_it_and_asks_nobody_to_name_a_lead(
    demo: Screens, desk: LeadDesk
) -> None:
    """The fault: “Name them in the settings, and their number stands here”, where the organisation's file has desk and number."""
    del desk
    texts = beside_a_concern(demo, role="Teacher")
    assert LEAD in texts, texts
    assert "01632 960 055" in texts
    assert not any("once you have named them" in text for text in texts)


def test_whoever_leads_is_not_told_that_a_lead_gets_it_whom_they_have_to_name(demo: Screens) -> None:
    """The fault: “Your safeguarding lead. Name them in the settings”, beside “Lead named: You” on My work."""
    texts = beside_a_concern(demo, role="Designated safeguarding lead")
    assert "You: you lead on safeguarding." in texts
    assert not any("once you have named them" in text for text in texts)


def test_where_nobody_is_named_a_link_leads_to_where_that_is_done_and_back(screens: Screens) -> None:
    """The fault: a sentence that said “in the settings”, without a way there."""
    case_id = recorded(screens)
    page, _card = shown(screens, case_id)
    assert page.lead.isVisible()
    page.lead.name_them.setFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [Settings(SettingsPart.LEAD, back=case_id)]
    assert asked.args[0].back == case_id


def beside_a_concern(demo: Screens, *, role: str) -> list[str]:
    """What stands on the screen while somebody of this role writes a concern."""

    def begun(vault: Vault) -> str:
        settings.save_practitioner(
            vault, Practitioner(name="Sam Field", role=role, organisation="Example School")
        )
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        a_concern(vault, demo.library, case.id)
        return vault.responses.of_case(case.id)[0].id

    response_id = demo.read(begun)
    view = MainView({NavSection.MY_WORK: QWidget, NavSection.PEOPLE: QWidget})
    demo.show(view)
    view.resize(1366, 768)
    FormPages(demo.tasks, demo.navigator, demo.library, demo.clock, view).openers[Form](Form(response_id))
    wait_for(demo.qtbot, lambda: isinstance(view.page, OnePageScreen))
    demo.settle()
    return shown_texts(view)


def test_escape_at_the_passphrase_changes_nothing_and_more_choices_lead_to_all_of_them(
    demo: Screens, desk: LeadDesk
) -> None:
    del desk
    case_id = recorded(demo)
    page, card = shown(demo, case_id)
    press(Qt.Key.Key_Return)
    dialog = step_up(page)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_for(demo.qtbot, lambda: not isValid(dialog) or not dialog.isVisible())
    assert demo.read(lambda vault: vault.packs.of_case(case_id)) == ()
    back_on(demo, page)
    assert card.send.hasFocus(), "as it was before"
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is card.more
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        press(Qt.Key.Key_Space)
    assert asked.args == [PreparePack(case_id)]


def test_a_signing_that_is_stopped_keeps_and_sends_nothing(demo: Screens, desk: LeadDesk) -> None:
    del desk
    case_id = recorded(demo)
    page, card = shown(demo, case_id)
    card.controller.began.connect(card.controller.stop, Qt.ConnectionType.QueuedConnection)  # once it works
    press(Qt.Key.Key_Return)
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: card.notice.text.text().startswith("Stopped"))
    demo.settle()
    assert demo.read(lambda vault: vault.packs.of_case(case_id)) == ()
    assert demo.woken == 0
    assert card.send.isEnabled()


def gives_by_hand(screens: Screens, folder: Path) -> str:
    """One press, the folder and the passphrase: what then lies there, and on My work. The id of the pack."""
    case_id = recorded(screens)
    card = ToLeadCard(
        screens.tasks, screens.navigator, screens.library, screens.get_spool, screens.clock, screens.wake, case_id,
        ask_folder=lambda _page: folder,
    )  # fmt: skip
    page = ConcernDonePage(screens.navigator, case_id, card, card.refresh)
    card.named.connect(page.show_known)
    screens.show(page)
    assert card.send.text() == "&Save it for your lead…"
    assert card.send.hasFocus()
    assert any("under six words" in text for text in shown_texts(page))
    assert nameless(page) == []
    press(Qt.Key.Key_Return)
    with screens.qtbot.waitSignal(card.passwords_made) as made:
        type_passphrase(screens, page)
    ((told,),) = made.args
    assert len(told.words) == 6
    assert b"/Encrypt" in (folder / told.file_name).read_bytes()
    screens.settle()
    assert "Your lead needs the file, and the six words by phone." in card.where.text.text()
    (pack,) = screens.read(lambda vault: vault.packs.of_case(case_id))
    assert (pack.recipient_id, pack.status) == (OWN_LEAD, PackStatus.SAVED)
    home = screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    )
    assert any("waits for their answer, by phone or as a file" in text for text in shown_texts(home))
    return pack.id


def test_what_is_new_stands_before_what_they_have_already(screens: Screens, tmp_path: Path) -> None:
    """The fault: over a second concern stood “Saved as a file”, which was true of the first, and a way to the outbox, in which nothing was."""
    owner = Practitioner(name="Ms Moor", role="Teacher", organisation="School")

    def alone(vault: Vault) -> None:
        settings.save_practitioner(vault, owner)
        make_own_key(vault, owner, now=now())

    screens.read(alone)
    pack_id = gives_by_hand(screens, tmp_path)
    case_id = screens.read(lambda vault: vault.packs.get(pack_id).case_id)
    page, card = shown(screens, case_id)
    assert card.before.isHidden()
    assert card.outbox.isHidden(), "a saved file is not in the outbox"
    assert card.pack.hasFocus()
    screens.read(lambda vault: finished_concern(vault, screens.library, case_id))
    page.refresh()
    wait_for(screens.qtbot, card.send.isVisible)
    assert card.before.text() == "What they have already"
    assert "Saved as a file" in card.where.text.text()
    page.resize(1366, 1200)
    screens.settle()
    heights = [
        part.mapTo(page, part.rect().topLeft()).y()
        for part in (card.table, card.send, card.before, card.where)
    ]
    assert heights == sorted(heights)
    assert not list(out_of_order(page))


def test_without_a_profile_the_same_press_saves_a_file_under_six_words(
    screens: Screens, tmp_path: Path
) -> None:
    owner = Practitioner(name="Ms Moor", role="Teacher", organisation="School")

    def alone(vault: Vault) -> None:
        settings.save_practitioner(vault, owner)
        make_own_key(vault, owner, now=now())

    screens.read(alone)
    pack_id = gives_by_hand(screens, tmp_path)
    assert screens.read(lambda vault: may_be_closed_again(vault, pack_id)), "where the words are lost"
    prepared = PackPage(
        screens.tasks, screens.navigator, screens.library, screens.get_spool, screens.clock, screens.wake,
        screens.read(lambda vault: vault.packs.get(pack_id).case_id),
    )  # fmt: skip
    screens.show(prepared)
    said = shown_texts(prepared)
    assert "Check, sign and save" in said, "nothing of it is queued"
    assert not any("referral" in text for text in said), "a concern is none"
    assert prepared.before_signing.countersigned.isHidden(), "a lead countersigns nothing that goes to them"
    wait_for(screens.qtbot, lambda: prepared.preview.pages.sheet.page is not None)
    assert "Safeguarding concern" in prepared.preview.pages.sheet.accessibleDescription()


def test_with_a_profile_that_names_no_lead_the_same_press_saves_a_file_where_it_allows_passwords(
    demo: Screens, tmp_path: Path
) -> None:
    def teacher(vault: Vault) -> None:
        owner = Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
        settings.save_practitioner(vault, owner)
        change_profile(vault, password_packs=True)

    demo.read(teacher)
    pack_id = gives_by_hand(demo, tmp_path)
    assert demo.read(lambda vault: may_be_closed_again(vault, pack_id))
    case_id = demo.read(lambda vault: vault.packs.get(pack_id).case_id)
    others = demo.read(lambda vault: prepare(vault, demo.library, case_id, now=now()).choices)
    assert OWN_LEAD not in {one.receiver.id for one in others}, "the profile says who gets what else"
    lead = demo.read(lambda vault: next(one for one in everybody(vault) if one.id == OWN_LEAD))
    assert not demo.read(lambda vault: may_be_readable(vault, lead)), "nothing that anybody can read"


def test_what_stands_in_the_way_is_a_sentence_with_the_way_there_and_back(demo: Screens) -> None:
    """No lead in the profile, which allows no passwords."""
    demo.read(lambda vault: change_profile(vault, password_packs=False))
    case_id = recorded(demo)
    _page, card = shown(demo, case_id)
    assert "names no lead" in card.in_the_way.text()
    assert card.send.isHidden()
    assert card.go_to_it.hasFocus()
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [Settings(SettingsPart.RECEIVERS, back=case_id)]
    assert asked.args[0].back == case_id


def test_a_note_alone_leads_to_the_lead_without_a_desk_too(demo: Screens, tmp_path: Path) -> None:
    """A profile that names no lead inside and allows passwords: the record offers the file under six words."""

    def written(vault: Vault) -> str:
        owner = Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
        settings.save_practitioner(vault, owner)
        _person, case = add_person(vault, forenames="Robin", surname="Ash", birth_date=None, now=now())
        write_note(
            vault, case_id=case.id, text="Drew a badge", source=Source.DIRECT, author="Teacher", now=now()
        )
        return case.id

    case_id = demo.read(written)

    def leads(vault: Vault) -> tuple[list[Route], Route | None]:
        record = read_record(vault, vault.cases.get(case_id).person_id, now=now())
        (entry,) = [one for one in record.entries if one.kind is EntryKind.NOTE]
        rail = read_rail(vault, demo.library, case_id, now=now())
        return [route for route, _words in leads_of_note(vault, entry)], rail.route

    demo.read(lambda vault: change_profile(vault, password_packs=False))
    to_nobody, next_step = demo.read(leads)
    assert to_nobody == []
    demo.read(lambda vault: change_profile(vault, password_packs=True))
    assert demo.read(leads) == ([SendToLead(case_id)], next_step), "the next step is to ask them, as before"
    card = ToLeadCard(
        demo.tasks, demo.navigator, demo.library, demo.get_spool, demo.clock, demo.wake, case_id,
        ask_folder=lambda _page: tmp_path,
    )  # fmt: skip
    demo.show(card)
    card.refresh()
    wait_for(demo.qtbot, lambda: bool(card.notes))
    assert card.send.text() == "&Save it for your lead…"
    card.send.click()
    with demo.qtbot.waitSignal(card.passwords_made) as made:
        type_passphrase(demo, card)
    ((told,),) = made.args
    assert b"/Encrypt" in (tmp_path / told.file_name).read_bytes()
    assert demo.read(leads)[0] != [SendToLead(case_id)], "they have it"
