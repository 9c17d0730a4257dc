"""The settings: what each section keeps, and what it refuses in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.organisation import NamedLead, Practitioner
from prevent_desktop.casework.roles import Role
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.routing.routes import MyWork
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.receiver_draft import ReceiverDraft
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.workflows.forms.form_choice import Audience, audiences_for
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from tests.gui.conftest import PASSPHRASE
from tests.gui.screens import Screens, nameless, too_wide
from tests.gui.stepping_up import type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def screen(screens: Screens) -> SettingsScreen:
    return screens.show(screens.settings_screen())


def who(screen: SettingsScreen) -> None:
    screen.who.name.setText(" Sam Field ")
    screen.who.role.setText("Designated safeguarding lead")
    screen.who.organisation.setText("Example School")
    screen.who.save()


def test_who_i_am_is_kept(screens: Screens, screen: SettingsScreen) -> None:
    who(screen)
    screens.qtbot.waitUntil(screen.who.notice.isVisible)
    kept = screens.read(settings.practitioner)
    assert kept == Practitioner(
        name="Sam Field", role="Designated safeguarding lead", organisation="Example School",
    )  # fmt: skip


def test_the_part_that_somebody_has_is_kept_and_shown_again(screens: Screens, screen: SettingsScreen) -> None:
    roles = screen.who.roles
    assert not roles.chosen
    roles.parts[Role.LEAD].button.click()
    roles.parts[Role.REPORTER].button.click()
    roles.professions[Role.NURSE].click()
    assert screen.who.unsaved()["kinds"] == ["practitioner", "lead", "nurse"]
    who(screen)
    screens.qtbot.waitUntil(screen.who.notice.isVisible)
    kept = screens.read(settings.practitioner)
    assert kept is not None
    assert audiences_for(kept) == {Audience.PRACTITIONER, Audience.LEAD}
    assert screens.read(settings.roles) == {Role.REPORTER, Role.LEAD, Role.NURSE}
    screen.refresh()
    screens.read(lambda _vault: None)
    assert roles.chosen == {Role.REPORTER, Role.LEAD, Role.NURSE}
    assert not screen.who.unsaved()


def test_the_lead_is_named_and_the_way_leads_back_to_my_work(
    screens: Screens, screen: SettingsScreen
) -> None:
    screen.show_part(SettingsPart.LEAD, back=MyWork())
    assert QApplication.focusWidget() is screen.lead.name
    assert screen.back.isVisible()
    screen.lead.save()
    assert screen.lead.name_field.error.text() == "Enter the name of your lead"
    QTest.keyClicks(screen.lead.name, "Pat Lee")
    with (
        screens.qtbot.waitSignal(screens.navigator.told) as told,
        screens.qtbot.waitSignal(screens.navigator.asked) as wanted,
    ):
        screen.lead.save()
    assert told.args == ["Saved."], "which goes from sight with the settings"
    assert wanted.args == [MyWork()]
    assert screens.read(settings.named_lead) == NamedLead(name="Pat Lee")


def test_name_role_and_organisation_are_needed(screens: Screens, screen: SettingsScreen) -> None:
    screen.who.role.setText("Lead")
    screen.who.save()
    assert screen.who.fields["name"].error.text() == "Enter your name"
    assert screen.who.fields["role"].error.text() == ""
    assert screen.who.fields["organisation"].error.text() == "Enter your organisation"
    assert screens.read(settings.practitioner) is None


def test_what_is_being_typed_stays_when_the_page_comes_again(
    screens: Screens, screen: SettingsScreen
) -> None:
    screens.read(lambda _vault: None)
    screen.who.name.setText("half a na")
    screen.refresh()
    screens.read(lambda _vault: None)
    assert screen.who.name.text() == "half a na"


def test_a_key_file_is_imported_with_its_password(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    request = KeyRequest.create(name="Sam Field", organisation="Example School")
    key = request.with_certificate(Authority.create("Authority").issue(request.request_pem))
    (tmp_path / "key.p12").write_bytes(key.to_pkcs12("open sesame"))
    screen.show_part(screen.signing.part)
    QTest.keyClicks(screen.signing.password.line, "wrong")
    screen.signing.load_file(tmp_path / "key.p12")
    screens.qtbot.waitUntil(screen.signing.notice.isVisible)
    assert "password" in screen.signing.notice.text.text()
    QTest.keyClicks(screen.signing.password.line, "open sesame")
    screen.signing.load_file(tmp_path / "key.p12")
    screens.qtbot.waitUntil(lambda: screen.signing.notice.text.text() == "The key was imported.")
    assert screens.read(signing_key).fingerprint == key.fingerprint
    assert screen.signing.password.text == ""


def certificate() -> str:
    request = KeyRequest.create(name="Front door", organisation="Front door")
    return Authority.create("Authority").issue(request.request_pem).decode()


def draft() -> ReceiverDraft:
    return ReceiverDraft(
        name="Children’s front door",
        keys=str(generate_identity().recipient),
        receipt_certificate=certificate(),
        endpoint="https://packs.example.org/files/",
        form_ids=("screening-tool",),
    )


def test_a_receiver_is_added_changed_and_removed(screens: Screens, screen: SettingsScreen) -> None:
    section = screen.recipients
    screen.show_part(section.part)
    screens.qtbot.waitUntil(lambda: bool(section._titles))
    section.add.click()
    form, wanted = section.form, draft()
    assert form is not None
    form.save()
    screens.qtbot.waitUntil(form.errors.isVisible)
    assert len(form.errors.links) == 5
    form.name.setText(wanted.name)
    form.keys.setPlainText(wanted.keys)
    form.certificate.setPlainText(wanted.receipt_certificate)
    form.endpoint.setText(wanted.endpoint)
    form.forms.set_values(wanted.form_ids)
    form.save()
    assert screens.read(settings.receivers) == ()
    type_passphrase(screens, section)
    screens.qtbot.waitUntil(lambda: len(section.table.rows_model.rows) == 1)
    kept = screens.read(settings.receivers)[0]
    assert (kept.name, kept.form_ids, kept.with_attachments) == (wanted.name, ("screening-tool",), True)

    section.table.opened.emit(kept.id)
    form = section.form
    assert form is not None
    form.phone.setText("01632 960 010")
    form.save()
    assert screens.read(settings.receivers)[0].phone == wanted.phone
    type_passphrase(screens, section)
    screens.qtbot.waitUntil(lambda: screens.read(settings.receivers)[0].phone == "01632 960 010")
    assert screens.read(settings.receivers)[0].id == kept.id

    screens.qtbot.waitUntil(lambda: section._receivers[0].phone == "01632 960 010")
    section.table.opened.emit(kept.id)
    form = section.form
    assert form is not None
    with screens.qtbot.waitSignal(screens.navigator.undoable) as removed:
        form.remove.click()
    assert screens.read(settings.receivers) == ()
    screens.qtbot.waitUntil(lambda: section._receivers == ())
    other = replace(wanted, name="Another council").receiver()
    screens.read(lambda vault: settings.save_receivers(vault, (other,)))
    removed.args[0].undo()
    screens.qtbot.waitUntil(lambda: len(section._receivers) == 2)
    assert [one.id for one in screens.read(settings.receivers)] == [kept.id, other.id]
    assert screens.read(lambda vault: vault.audit.newest("recipients", "settings.changed")) is not None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "Enter the organisation’s name"),
        ("keys", "", "begins with age1"),
        ("keys", "age1nonsense", "key"),
        ("endpoint", "packs.example.org", "https://"),
        ("endpoint", "http://packs.example.org/", "https://"),
        ("receipt_certificate", "no certificate", "BEGIN CERTIFICATE"),
        ("form_ids", (), "at least one form"),
    ],
)
def test_a_receiver_that_cannot_be_one_says_why(field: str, value: object, words: str) -> None:
    fields = {name: getattr(draft(), name) for name in ReceiverDraft.__dataclass_fields__}
    problems = ReceiverDraft(**{**fields, field: value}).problems()
    assert list(problems) == [field]
    assert words in problems[field]


def test_hybrid_and_classic_keys_are_not_mixed() -> None:
    fields = {name: getattr(draft(), name) for name in ReceiverDraft.__dataclass_fields__}
    keys = f"{generate_identity().recipient}\n{generate_identity(hybrid=False).recipient}"
    problems = ReceiverDraft(**{**fields, "keys": keys}).problems()
    assert "one kind only" in problems["keys"]


def test_a_server_on_this_machine_may_go_without_tls() -> None:
    fields = {name: getattr(draft(), name) for name in ReceiverDraft.__dataclass_fields__}
    assert not ReceiverDraft(**{**fields, "endpoint": "http://127.0.0.1:1080/files/"}).problems()


def test_sharing_and_marking_are_kept(screens: Screens, screen: SettingsScreen) -> None:
    screen.sharing.basis.setPlainText("Public task")
    screen.sharing.marking.setText("OFFICIAL")
    with screens.qtbot.waitSignal(screen.sharing.changed):
        screen.sharing.save()
    kept = screens.read(settings.sharing_basis)
    assert (kept.lawful_basis, kept.marking) == ("Public task", "OFFICIAL")


def test_the_minutes_are_kept_at_once_and_told(
    screens: Screens, screen: SettingsScreen, qtbot: QtBot
) -> None:
    screens.read(lambda _vault: None)
    assert screen.locking.minutes.value == "10"
    with qtbot.waitSignal(screen.state_read, check_params_cb=lambda state: state.lock_minutes == 2):
        screen.locking.minutes.buttons["2"].click()
    assert screens.read(settings.lock_minutes) == 2


def test_a_look_is_told_as_it_is_chosen(screen: SettingsScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.look_chosen) as told:
        screen.look.theme.buttons["dark"].click()
    assert told.args == [Appearance.DARK, 100]
    with qtbot.waitSignal(screen.look_chosen) as told:
        screen.look.scale.buttons["200"].click()
    assert told.args == [Appearance.DARK, 200]


def test_the_passphrase_changes_only_with_the_old_one(screens: Screens, screen: SettingsScreen) -> None:
    section, new = screen.passphrase, "copper lantern eleven meadows"
    screen.show_part(section.part)
    screens.read(lambda _vault: None)
    screens.qtbot.waitUntil(lambda: section._folder is not None)
    for edit in (section.new_passphrase.first, section.new_passphrase.second):
        QTest.keyClicks(edit.line, new)
    QTest.keyClicks(section.current.line, "not the old one")
    section.change.click()
    screens.qtbot.waitUntil(section.current_field.error.isVisible)
    section.current.clear()
    QTest.keyClicks(section.current.line, PASSPHRASE)
    section.change.click()
    screens.qtbot.waitUntil(section.notice.isVisible)
    assert unlock_key(screens.folder, new) == screens.key
    assert section.current.text == section.new_passphrase.first.text == ""


def test_everything_that_can_be_reached_has_a_name_and_fits(screens: Screens, screen: SettingsScreen) -> None:
    screens.read(lambda _vault: None)
    for part in screen.list.entries:
        screen.show_part(part)
        assert not nameless(screen)
        assert not too_wide(screen)


def another_start(screens: Screens, screen: SettingsScreen) -> SettingsScreen:
    """What a lock does to the screen, and what the next start shows."""
    screen.flush()
    screens.read(lambda _vault: None)
    screens.qtbot.waitUntil(lambda: screen.settled)
    return screens.show(screens.settings_screen())


def test_a_lock_loses_no_letter_of_the_settings(screens: Screens, screen: SettingsScreen) -> None:
    screens.read(lambda _vault: None)
    screens.qtbot.waitUntil(lambda: screen._shown is not None)
    screen.who.name.setText("Sam Fie")
    screen.recipients.add.click()
    form = screen.recipients.form
    assert form is not None
    form.name.setText("Children's fro")
    form.forms.set_values(["screening-tool"])
    again = another_start(screens, screen)
    screens.qtbot.waitUntil(lambda: again.who.name.text() == "Sam Fie")
    restored = again.recipients.form
    assert restored is not None
    assert restored.draft().name == "Children's fro"
    assert restored.draft().form_ids == ("screening-tool",)
    assert screens.read(settings.practitioner) is None


def test_what_was_saved_is_not_restored_as_unsaved(screens: Screens, screen: SettingsScreen) -> None:
    screens.qtbot.waitUntil(lambda: screen._shown is not None)
    screen.who.name.setText("Sam Fie")
    screen.flush()
    who(screen)
    screens.qtbot.waitUntil(lambda: screen.who.name.text() == "Sam Field")
    again = another_start(screens, screen)
    screens.qtbot.waitUntil(lambda: again.who.name.text() == "Sam Field")
    assert again._shown is not None
    assert again._shown.unsaved == ""


def test_a_change_elsewhere_leaves_what_is_being_typed(screens: Screens, screen: SettingsScreen) -> None:
    screens.qtbot.waitUntil(lambda: screen._shown is not None)
    screen.who.name.setText("half a na")
    with screens.qtbot.waitSignal(screen.state_read, check_params_cb=lambda state: state.lock_minutes == 5):
        screen.locking.minutes.buttons["5"].click()
    assert screen.who.name.text() == "half a na"


def test_no_passphrase_or_password_is_kept_as_unsaved(screens: Screens, screen: SettingsScreen) -> None:
    screens.qtbot.waitUntil(lambda: screen._shown is not None)
    screen.passphrase.current.line.setText("Zebedee secret words")
    screen.signing.password.line.setText("Zebedee secret words")
    another_start(screens, screen)
    assert "Zebedee" not in screens.read(lambda vault: vault.settings.get("unsaved-settings") or "")
